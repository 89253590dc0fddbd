package dev.rcrewai.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The grammar is part of the journal's format: these words may never change. */
class StepPathTest {
  private static final StepPath TASK = StepPath.task("research");

  @Test
  void grammar_isTheOneThatJournalsHold() {
    var turn = TASK.attempt(1).turn(2);

    assertThat(
            List.of(
                TASK,
                TASK.started(),
                TASK.closed(),
                TASK.attempt(3).rejected(),
                turn.chat(),
                turn.tool(0),
                TASK.attempt(1).reasoning(2).chat()))
        .extracting(StepPath::text)
        .containsExactly(
            "research",
            "research/started",
            "research/closed",
            "research/attempt/3/rejected",
            "research/attempt/1/turn/2/chat",
            "research/attempt/1/turn/2/tool/0",
            "research/attempt/1/reasoning/2/chat");
  }

  @Test
  void taskName_isTheFirstSegment() {
    assertThat(TASK.taskName()).isEqualTo("research");
    assertThat(TASK.attempt(1).turn(1).tool(4).taskName()).isEqualTo("research");
    assertThat(TASK.attempt(1).isOfTask()).isTrue();
  }

  @Test
  void planning_isOfNoTask() {
    assertThat(StepPath.planning().chat()).hasToString(".planning/chat");
    assertThat(StepPath.planning().chat().isOfTask()).isFalse();
  }

  @Test
  void remembering_isOfNoTask_andSaysOfWhich() {
    assertThat(StepPath.remember("x")).hasToString(".remember/x");
    assertThat(StepPath.remember("x").isOfTask()).isFalse();
    assertThat(StepPath.remember("x").rememberedTask()).isEqualTo("x");
    assertThat(TASK.rememberedTask()).isNull();
  }

  @Test
  void callOfChat_isTheToolOfTheSameTurn() {
    var turn = TASK.attempt(1).turn(2);
    assertThat(turn.chat().callOfChat(3)).isEqualTo(turn.tool(3));
  }

  @Test
  void within_aRunOfAFlow_isUndoneByLocal() {
    var run = StepPath.task("draft.2");
    var chat = TASK.attempt(1).turn(1).chat();
    var planning = StepPath.planning().chat();

    assertThat(chat.within("draft.2")).hasToString("draft.2.research/attempt/1/turn/1/chat");
    assertThat(planning.within("draft.2")).hasToString("draft.2..planning/chat");
    for (var path : List.of(chat, planning)) {
      assertThat(path.run()).isEmpty();
      assertThat(path.local()).isEqualTo(path);
      assertThat(path.within("draft.2").run()).isEqualTo("draft.2");
      assertThat(path.within("draft.2").local()).isEqualTo(path);
      assertThat(path.within("draft.2").isOfTask()).isEqualTo(path.isOfTask());
    }
    assertThat(run.tool(0).isOwnCall()).isTrue();
    assertThat(TASK.attempt(1).turn(1).tool(0).within("draft.2").isOwnCall()).isFalse();
    assertThat(run.closed().run()).isEmpty();
    assertThat(run.closed().taskName()).isEqualTo("draft.2");
    assertThat(TASK.within("draft.2").file(1).isFile()).isTrue();
  }

  @Test
  void emptyPath_isRefused() {
    assertThatThrownBy(() -> new StepPath(" ")).hasMessage("a step path is empty");
  }

  @Test
  void json_isThePathAlone() throws Exception {
    var json = new ObjectMapper();
    var path = TASK.attempt(1).turn(1).chat();

    assertThat(json.writeValueAsString(path)).isEqualTo("\"research/attempt/1/turn/1/chat\"");
    assertThat(json.readValue("\"research/attempt/1/turn/1/chat\"", StepPath.class))
        .isEqualTo(path);
    assertThat(path).hasToString("research/attempt/1/turn/1/chat");
  }
}
