package dev.rcrewai.engine;

import dev.rcrewai.crew.Agent;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.OutputSchema;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.TokenEstimate;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolUse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages between one agent and its model about one task, over all attempts. Grows during a
 * walk and never outlives it. What only helps the next request along (a nudge) is no part of it.
 */
final class Conversation {
  static final int REPEATS_MAX = 3;

  private final Agent agent;
  private final ModelChoice model;
  private final List<ModelChoice> fallback;
  private final Toolbox tools;
  private final Inquiry inquiry;
  private final @Nullable OutputSchema output;
  private final List<String> files;
  private final Supplier<String> subject;
  private final Supplier<List<Message>> opening;
  private final Transcript transcript;
  private long openingTokens = -1;
  private List<Reminder> reminders = List.of();
  private @Nullable String plan;
  private @Nullable String nudge;
  private @Nullable Round last;
  private int repeats;

  /**
   * @param fallback who is asked when the model fails
   * @param inquiry how people are asked about its task
   * @param output what its answer has to look like, or null for text
   * @param files pictures that its requests show
   * @param transcript an empty one
   * @param subject what it is about, in the crew's words
   * @param opening the first messages; built only where they are read
   */
  Conversation(
      Agent agent,
      ModelChoice model,
      List<ModelChoice> fallback,
      Toolbox tools,
      Inquiry inquiry,
      @Nullable OutputSchema output,
      List<String> files,
      Transcript transcript,
      Supplier<String> subject,
      Supplier<List<Message>> opening) {
    this.agent = agent;
    this.model = model;
    this.fallback = fallback;
    this.tools = tools;
    this.inquiry = inquiry;
    this.output = output;
    this.files = files;
    this.transcript = transcript;
    this.subject = subject;
    this.opening = opening;
  }

  Agent agent() {
    return agent;
  }

  ModelChoice model() {
    return model;
  }

  Toolbox tools() {
    return tools;
  }

  /** The files of the pictures that every request shows. */
  List<String> files() {
    return files;
  }

  /** Whether the agent has begun to work in it. */
  boolean isBegun() {
    return plan != null;
  }

  /** What it is about: what its agent has to do, and what is known of it so far. */
  String subject() {
    return subject.get();
  }

  /** The agent is reminded of this before it begins. */
  void remind(List<Reminder> found) {
    reminders = List.copyOf(found);
  }

  /** The agent begins, with this plan of its own, which may be empty. */
  void begin(String ownPlan) {
    plan = ownPlan;
  }

  /** A conversation beside this one, in which the agent only says how it will go about it. */
  Conversation forPlan() {
    return new Conversation(
        agent,
        model,
        fallback,
        new Toolbox(List.of()),
        inquiry,
        null,
        files,
        Transcript.unbounded(),
        subject,
        () -> PlanPrompts.ask(reminded(), tools));
  }

  /** Who decides whether this call may be made: null where the agent itself does. */
  @Nullable Question approval(ToolCall call) {
    return agent.asksBefore(call.name()) ? inquiry.approval(agent.name(), call) : null;
  }

  /** The model called tools, and this is what came of it, call by call. */
  void add(ToolsCalled turn, List<ToolResult> results) {
    var messages = new ArrayList<Message>();
    messages.add(new Message.Assistant(turn.text(), turn.calls(), turn.providerState()));
    for (int i = 0; i < results.size(); i++) {
      messages.add(new Message.Tool(turn.calls().get(i), results.get(i)));
    }
    transcript.addRound(messages);
    nudge = null;
    var round = Round.of(turn.calls(), results);
    repeats = round.equals(last) ? repeats + 1 : 1;
    last = round;
  }

  /** The model's answer stands, and this is said to it. */
  void goOn(Answered answer, String words) {
    transcript.add(new Message.Assistant(answer.text(), List.of(), answer.providerState()));
    goOn(words);
  }

  /** This is said to the model, which has given no answer. */
  void goOn(String words) {
    transcript.add(new Message.User(words));
    nudge = null;
    last = null;
    repeats = 0;
  }

  /** The model's answer is none; it adds nothing but a hint to the next request. */
  void discard(String hint) {
    nudge = hint;
    last = null;
    repeats = 0;
  }

  /** Whether the same calls brought the same results in three consecutive turns. */
  boolean stuck() {
    return repeats >= REPEATS_MAX;
  }

  private List<Message> begun() {
    return plan == null ? reminded() : PlanPrompts.keepTo(plan, reminded());
  }

  private List<Message> reminded() {
    return RecallPrompts.remind(reminders, opening.get());
  }

  /** Makes room for the next request in the model's context window, where that is respected. */
  void fit() {
    if (transcript.isBounded()) {
      if (openingTokens < 0) {
        openingTokens = TokenEstimate.of(begun(), tools.specs());
      }
      transcript.fit(openingTokens);
    }
  }

  /** The provider counted so many tokens in that request; 0 where it did not. */
  void counted(long inputTokens) {
    transcript.counted(inputTokens);
  }

  /** The next request; one that forbids tools also asks for the final answer. */
  ChatRequest request(ToolUse use) {
    var all = new ArrayList<>(begun());
    all.addAll(transcript.messages());
    var hint =
        switch (use) {
          case AUTO, REQUIRED -> nudge;
          case NONE -> Prompts.LAST_WORD;
        };
    if (hint != null) {
      all.add(new Message.User(hint));
    }
    return new ChatRequest(model, fallback, all, tools.specs(), use, output);
  }

  /** A turn without the provider's call ids, which differ from turn to turn. */
  private record Round(List<String> calls, List<ToolResult> results) {
    static Round of(List<ToolCall> calls, List<ToolResult> results) {
      return new Round(
          calls.stream().map(call -> call.name() + " " + call.arguments()).toList(), results);
    }
  }
}
