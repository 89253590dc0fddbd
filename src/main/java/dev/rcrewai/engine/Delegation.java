package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.rcrewai.engine.Coworkers.Coworker;
import dev.rcrewai.execution.Json;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How an agent has its coworkers do work: its model calls {@code delegate_work} or {@code
 * ask_question}, the coworker's conversation is walked under the path of that call, and the
 * coworker's answer is the call's result.
 *
 * <pre>
 *   x/attempt/1/turn/1/chat                  the manager calls delegate_work twice
 *   x/attempt/1/turn/1/tool/0/turn/1/chat    one coworker answers
 *   x/attempt/1/turn/1/tool/1/turn/1/chat    another, beside it, calls a tool of its own,
 *   x/attempt/1/turn/1/tool/1/turn/1/tool/0
 *   x/attempt/1/turn/1/tool/1/turn/2/chat    and answers
 *   x/attempt/1/turn/2/chat                  the manager reads both answers and goes on
 * </pre>
 *
 * A coworker that may delegate does it the same way, one level deeper. What it cannot do is told to
 * whoever asked, as the failure of a tool is; what ends the whole task (a budget, a question that
 * nobody answers) ends it from here too.
 */
record Delegation(Conversations conversations, AgentLoop agents) {
  /** How many agents there may be below the task's own. */
  static final int DEPTH_MAX = 3;

  /** How much work one turn gives out; the calls beyond are answered with a refusal. */
  static final int CALLS_MAX = 8;

  private static final String WORK = "delegate_work";
  private static final String QUESTION = "ask_question";

  /** The two tools; none where there are no coworkers. */
  static List<ToolSpec> specs(Coworkers coworkers) {
    return coworkers.all().isEmpty()
        ? List.of()
        : List.of(
            spec(WORK, TeamPrompts.DELEGATE_WORK, "task", TeamPrompts.TASK, coworkers),
            spec(QUESTION, TeamPrompts.ASK_QUESTION, "question", TeamPrompts.QUESTION, coworkers));
  }

  private static ToolSpec spec(
      String name, String description, String subject, String meaning, Coworkers coworkers) {
    var coworker =
        Map.of("type", "string", "description", TeamPrompts.WHO, "enum", coworkers.names());
    return new ToolSpec(
        name,
        description,
        Map.of(
            "type",
            "object",
            "properties",
            Map.of(
                subject,
                Map.of("type", "string", "description", meaning),
                "context",
                Map.of("type", "string", "description", TeamPrompts.CONTEXT),
                "coworker",
                coworker),
            "required",
            List.of(subject, "context", "coworker"),
            "additionalProperties",
            false),
        false);
  }

  /** Whether a call of that tool reaches a coworker, given whom the caller has. */
  static boolean offers(Coworkers coworkers, String tool) {
    return !coworkers.all().isEmpty() && Stream.of(WORK, QUESTION).anyMatch(tool::equals);
  }

  /** Whether the turn has given out enough work before its {@code index}-th call. */
  static boolean isTooMuch(Coworkers coworkers, ToolsCalled called, int index) {
    return offers(coworkers, called.calls().get(index).name())
        && called.calls().subList(0, index).stream()
                .filter(call -> offers(coworkers, call.name()))
                .count()
            >= CALLS_MAX;
  }

  /** What the coworker answers, or why there is no answer. */
  Progress<ToolResult> run(Coworkers coworkers, ToolCall call, StepPath path) {
    var arguments = arguments(call);
    var subject = call.name().equals(WORK) ? "task" : "question";
    var words = arguments.path(subject).asText("").strip();
    if (words.isEmpty()) {
      return failed(TeamPrompts.incomplete(call.name(), subject));
    }
    var name = arguments.path("coworker").asText("");
    var coworker = coworkers.find(name);
    return coworker == null
        ? failed(TeamPrompts.unknown(name, coworkers))
        : converse(coworkers, coworker, request(subject, words, arguments), path);
  }

  private static String request(String subject, String words, JsonNode arguments) {
    var context = arguments.path("context").asText("").strip();
    return subject.equals("task")
        ? TeamPrompts.work(words, context)
        : TeamPrompts.question(words, context);
  }

  private Progress<ToolResult> converse(
      Coworkers coworkers, Coworker coworker, String request, StepPath path) {
    var chain = Stream.concat(coworkers.chain().stream(), Stream.of(coworker.agent())).toList();
    var plan = conversations.plan();
    var talk =
        conversations.begin(
            chain, request, tools -> Prompts.opening(coworker.agent(), tools, plan, request));
    return agents
        .converse(talk, path)
        .<ToolResult>then(answer -> done(new ToolResult.Completed(answer.text())))
        .recover(failure ->
            new ToolResult.Failed(TeamPrompts.notDone(coworker.name(), failure.detail())));
  }

  private static Progress<ToolResult> failed(String words) {
    return done(new ToolResult.Failed(words));
  }

  /** As the model wrote them; nothing where that is no JSON. */
  private static JsonNode arguments(ToolCall call) {
    try {
      var tree = Json.MAPPER.readTree(call.arguments());
      return tree == null ? MissingNode.getInstance() : tree;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
