package dev.rcrewai.engine;

import dev.rcrewai.engine.Step.AskStep;
import dev.rcrewai.engine.Step.ChatStep;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.engine.Step.RecallStep;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.EventData.ChatCompleted;
import dev.rcrewai.execution.EventData.ChatFailed;
import dev.rcrewai.execution.EventData.InputReceived;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.EventData.ToolCompleted;
import dev.rcrewai.execution.EventData.ToolFailed;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.execution.EventData.ValueRecorded.Kind;
import dev.rcrewai.execution.Json;
import dev.rcrewai.step.Answer.Decision;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Passage;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model and its tools as a function of the step: the first line whose pattern matches the path,
 * else {@code answer of PATH} and {@code result of CALL}.
 */
final class Script implements Function<Step, @Nullable StepResult> {
  static final Bill BILL =
      new Bill("openai", "gpt", new Usage(10, 0, 5, 0), new BigDecimal("0.001"));

  /** What happens at a path; null means that nothing ever does. */
  interface Line extends Function<StepPath, @Nullable StepResult> {}

  private final Map<String, Line> lines = new LinkedHashMap<>();

  static Script plain() {
    return new Script();
  }

  Script on(String pathPattern, Line line) {
    lines.put(pathPattern, line);
    return this;
  }

  /** The chats of the first turns of task {@code x}, attempt 1. */
  Script turns(int turns, IntFunction<Line> line) {
    for (int turn = 1; turn <= turns; turn++) {
      on("x/attempt/1/turn/" + turn + "/chat", line.apply(turn));
    }
    return this;
  }

  @Override
  public @Nullable StepResult apply(Step step) {
    var path = step.path();
    for (var line : lines.entrySet()) {
      if (path.text().matches(line.getKey())) {
        return line.getValue().apply(path);
      }
    }
    return switch (step) {
      case ChatStep _ -> say("answer of " + path).apply(path);
      case ToolStep(_, var call, _, _) ->
          new ToolCompleted(path, "result of " + call.name() + " " + call.arguments());
      case RecallStep recall -> recalled(kind(recall), "memory at " + path).apply(path);
      case AskStep _ -> answer(Decision.APPROVED, "").apply(path);
      case NoteStep note -> throw new AssertionError("a note is not run: " + note);
    };
  }

  static Line say(String text) {
    return path -> new ChatCompleted(path, 1, answered(text, FinishReason.STOP), BILL);
  }

  static Line cut(String text) {
    return path -> new ChatCompleted(path, 1, answered(text, FinishReason.LENGTH), BILL);
  }

  static Line call(String... namesAndArguments) {
    return path -> {
      var calls = new ArrayList<ToolCall>();
      for (int i = 0; i < namesAndArguments.length; i += 2) {
        var id = "id-" + path + "-" + i;
        calls.add(new ToolCall(id, namesAndArguments[i], namesAndArguments[i + 1]));
      }
      return new ChatCompleted(path, 1, new ToolsCalled("", calls, null), BILL);
    };
  }

  /** Gives work to coworkers: each by its role, then the work. */
  static Line delegate(String... rolesAndTasks) {
    var calls = new ArrayList<String>();
    for (int i = 0; i < rolesAndTasks.length; i += 2) {
      calls.add("delegate_work");
      calls.add(
          Json.write(
              Map.of(
                  "coworker", rolesAndTasks[i], "task", rolesAndTasks[i + 1], "context", "ctx")));
    }
    return call(calls.toArray(String[]::new));
  }

  static Line fail(ChatFailure failure) {
    return path -> new ChatFailed(path, 1, failure, "the provider said so", BILL);
  }

  static Line answer(Decision decision, String text) {
    return path -> new InputReceived(path, decision, text, "bob", ScriptedShell.START);
  }

  static Kind kind(RecallStep step) {
    return switch (step.request()) {
      case RecallRequest.Memories _ -> Kind.MEMORY;
      case RecallRequest.Documents _ -> Kind.KNOWLEDGE;
      case RecallRequest.Remember _ -> Kind.REMEMBERED;
    };
  }

  /** Each text is one passage. */
  static Line recalled(Kind kind, String... texts) {
    var passages =
        Stream.of(texts).map(text -> new Passage("id-" + text, "memory: test", text, 0.5)).toList();
    return path -> new ValueRecorded(path, kind, passages, null, BILL);
  }

  static Line recallFails(Kind kind, String why) {
    return path -> new ValueRecorded(path, kind, List.of(), why, null);
  }

  static Line toolFails(String text) {
    return path -> new ToolFailed(path, text);
  }

  static Line hang() {
    return _ -> null;
  }

  private static Answered answered(String text, FinishReason reason) {
    return new Answered(text, reason, null);
  }
}
