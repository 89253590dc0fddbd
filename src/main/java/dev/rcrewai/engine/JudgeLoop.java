package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.crew.Agent;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.Placeholders;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Progress.Done;
import dev.rcrewai.engine.Progress.Failure;
import dev.rcrewai.engine.Progress.Interrupted;
import dev.rcrewai.engine.Progress.Needs;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.OutputSchema;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolUse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model that judges an answer by the author's criteria. It has no tools and sees nothing of the
 * conversation in which the answer was made.
 */
record JudgeLoop(Plan plan, Task task, AgentLoop agents) {
  /** Chats with one judge about one answer; what is no verdict is asked for again. */
  static final int TURNS_MAX = 3;

  private static final int REASON_CHARS_MAX = 4_000;
  private static final String NAME = "judge";
  private static final OutputSchema VERDICT =
      new OutputSchema(
          "verdict",
          new TreeMap<>(
              Map.of(
                  "type",
                  "object",
                  "properties",
                  new TreeMap<>(
                      Map.of(
                          "accepted", Map.of("type", "boolean"),
                          "reason", Map.of("type", "string"))),
                  "required",
                  List.of("accepted", "reason"),
                  "additionalProperties",
                  false)));

  /** What a judge says. */
  sealed interface Ruling {
    record Accepts() implements Ruling {}

    record Rejects(String reason) implements Ruling {}

    /** Its model failed, or gave no verdict. */
    record Unheard(StepPath chat, String why) implements Ruling {}
  }

  Progress<Ruling> judge(int index, Guardrail.Judge judge, String answer, StepPath path) {
    var talk = conversation(index, judge, answer);
    for (int turn = 1; ; turn++) {
      var here = path.turn(turn).chat();
      switch (agents.chat(talk, ToolUse.AUTO, here)) {
        case Interrupted(var chat, var why) -> {
          return done(new Ruling.Unheard(chat, why));
        }
        case Needs<Reply> needs -> {
          return needs.as();
        }
        case Failure<Reply> failure -> {
          return failure.as();
        }
        case Done(var reply) -> {
          var ruling = ruling(reply);
          if (ruling != null) {
            return done(ruling);
          }
        }
      }
      if (turn == TURNS_MAX) {
        return done(new Ruling.Unheard(here, Details.NO_VERDICT));
      }
      talk.discard(Prompts.NO_VERDICT);
    }
  }

  private static @Nullable Ruling ruling(Reply reply) {
    var verdict = reply instanceof Answered answer ? FoundJson.first(answer.text()) : null;
    if (verdict == null || !verdict.path("accepted").isBoolean()) {
      return null;
    }
    return verdict.path("accepted").asBoolean()
        ? new Ruling.Accepts()
        : new Ruling.Rejects(reason(verdict.path("reason")));
  }

  private static String reason(JsonNode words) {
    var text = words.asText().strip();
    return text.isEmpty()
        ? Details.NO_REASON
        : text.substring(0, Math.min(text.length(), REASON_CHARS_MAX));
  }

  private Conversation conversation(int index, Guardrail.Judge judge, String answer) {
    var crew = plan.crew();
    var key =
        judge.llm() == null
            ? crew.crew().lead(task).name()
            : PinnedCrew.judgeKey(task.name(), index);
    var agent = new Agent(NAME, NAME, NAME, "", List.of(), null, TURNS_MAX, null);
    return new Conversation(
        agent,
        crew.modelOf(key),
        crew.fallbackOf(key),
        new Toolbox(List.of()),
        new Inquiry(plan, task),
        VERDICT,
        List.of(),
        Transcript.unbounded(),
        () -> "",
        () ->
            Prompts.judge(
                Placeholders.fill(judge.criteria(), plan.inputs()), task, answer, plan.inputs()));
  }
}
