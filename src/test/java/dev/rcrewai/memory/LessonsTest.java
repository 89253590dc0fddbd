package dev.rcrewai.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.RecallRequest.Remember;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolExperience;
import dev.rcrewai.step.ToolResult;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LessonsTest {
  private static final ExecutionId ONE = new ExecutionId("01234567-89ab-7def-8123-456789abcdef");
  private static final ExecutionId TWO = new ExecutionId("01234567-89ab-7def-8123-456789abcdff");
  private static final MemoryScope SCOPE = new MemoryScope("ann", "support");
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final ToolExperience FOUND =
      new ToolExperience(
          new ToolCall("1", "search", "{\"q\":\"tea\"}"), new ToolResult.Completed("3 hits"));
  private static final ToolExperience LOST =
      new ToolExperience(new ToolCall("2", "mail", "{}"), new ToolResult.Failed("no such host"));

  private static List<Memory> memories(ExecutionId id, String result, boolean succeeded) {
    return memories(id, result, succeeded, List.of(FOUND, LOST));
  }

  private static List<Memory> memories(
      ExecutionId id, String result, boolean succeeded, List<ToolExperience> tools) {
    var task =
        new Remember(CrewMemory.ofAll(), null, "reply", "Answer", result, succeeded, NOON, tools);
    return new Lessons(SCOPE, id, task).memories();
  }

  private static List<String> texts(List<Memory> memories, MemoryKind kind) {
    return memories.stream().filter(one -> one.kind() == kind).map(Memory::text).toList();
  }

  @Test
  void completedTask_teachesAllKinds_whateverWordsItsAnswerHas() {
    var memories = memories(ONE, "The banks that failed are in Oslo", true);

    var outcome =
        "Task: reply (completed)\nDescription: Answer\nResult: The banks that failed are in Oslo";
    assertThat(texts(memories, MemoryKind.SHORT_TERM)).containsExactly(outcome);
    assertThat(texts(memories, MemoryKind.LONG_TERM)).containsExactly(outcome);
    assertThat(texts(memories, MemoryKind.ENTITY))
        .containsExactly("Oslo: The banks that failed are in Oslo");
    assertThat(texts(memories, MemoryKind.TOOL))
        .containsExactly("search({\"q\":\"tea\"}) -> 3 hits", "mail({}) -> error: no such host");
  }

  @Test
  void failedTask_teachesThatItFailed_andWhatItsToolsSaid() {
    var memories = memories(ONE, "provider_error: it is in Oslo", false);

    assertThat(texts(memories, MemoryKind.SHORT_TERM).getFirst())
        .startsWith("Task: reply (failed)");
    assertThat(texts(memories, MemoryKind.LONG_TERM)).isEmpty();
    assertThat(texts(memories, MemoryKind.ENTITY)).isEmpty();
    assertThat(texts(memories, MemoryKind.TOOL)).hasSize(2);
  }

  @Test
  void sameTask_teachesTheSameTwice() {
    assertThat(memories(ONE, "In Oslo", true)).isEqualTo(memories(ONE, "In Oslo", true));
  }

  @Test
  void anotherExecution_teachesOtherOutcomes_butTheSameNamesAndCalls() {
    var one = memories(ONE, "it is in Oslo", true);
    var two = memories(TWO, "it was in Oslo", true);

    assertThat(ids(two, MemoryKind.LONG_TERM))
        .doesNotContainAnyElementsOf(ids(one, MemoryKind.LONG_TERM));
    assertThat(ids(two, MemoryKind.ENTITY)).isEqualTo(ids(one, MemoryKind.ENTITY));
    assertThat(ids(two, MemoryKind.TOOL)).isEqualTo(ids(one, MemoryKind.TOOL));
  }

  private static List<String> ids(List<Memory> memories, MemoryKind kind) {
    return memories.stream().filter(one -> one.kind() == kind).map(Memory::id).toList();
  }

  @Test
  void nul_isABlank() {
    assertThat(texts(memories(ONE, "a\0b", true), MemoryKind.LONG_TERM).getFirst())
        .endsWith("Result: a b");
  }

  @Test
  void longTexts_areCut_andManyCallsToo() {
    var endless = "🌱".repeat(5_000);
    var calls = Collections.nCopies(100, FOUND);

    var memories = memories(ONE, endless, true, calls);

    assertThat(memories).allSatisfy(one -> assertThat(one.text()).hasSizeLessThan(Memory.TEXT_MAX));
    assertThat(texts(memories, MemoryKind.LONG_TERM).getFirst()).endsWith("🌱…");
    assertThat(texts(memories, MemoryKind.TOOL)).hasSize(Lessons.CALLS_MAX);
  }
}
