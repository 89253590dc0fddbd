package dev.rcrewai.llm.openai;

import dev.rcrewai.llm.AttemptResult;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.RetryHint;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A reply that is put together from its parts: one part when whole, many when streamed. */
final class Assembly {
  /** The status under which every reply comes. */
  static final int STATUS = 200;

  private static final int REFUSAL_MAX = 300;

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final TreeMap<Integer, Fragments> calls = new TreeMap<>();
  private String model = "";
  private Usage usage = Usage.NONE;
  private @Nullable String finishReason;

  /** Takes what an object says about the reply as a whole. */
  void addHead(Completion completion) {
    var name = completion.model();
    if (name != null) {
      model = name;
    }
    var tokens = completion.usage();
    if (tokens != null) {
      usage = tokens.asUsage();
    }
    var choice = completion.choice();
    if (choice != null && choice.finishReason() != null) {
      finishReason = choice.finishReason();
    }
  }

  /** Takes a message, which has each of its calls in one piece. */
  void addMessage(Completion.Part message) {
    addText(message);
    var whole = message.toolCalls() == null ? List.<Completion.Call>of() : message.toolCalls();
    for (int i = 0; i < whole.size(); i++) {
      fragments(i).add(whole.get(i));
    }
  }

  /** Takes the next piece of a message; returns its text. */
  String addDelta(Completion.Part delta) {
    if (delta.toolCalls() != null) {
      delta.toolCalls().forEach(call -> fragments(indexOf(call)).add(call));
    }
    return addText(delta);
  }

  /** Whether the model said why it stopped; before that the reply is not complete. */
  boolean isFinished() {
    return finishReason != null;
  }

  Usage usage() {
    return usage;
  }

  /** The reply, now that it is complete. */
  AttemptResult result() {
    if (!refusal.isEmpty()) {
      return refused("the model refused: " + cut(refusal));
    }
    if ("content_filter".equals(finishReason)) {
      return refused("the provider's content filter stopped the answer");
    }
    if (calls.values().stream().anyMatch(call -> call.name.isEmpty())) {
      return failure(ChatFailure.BAD_OUTPUT, "the answer has a tool call without a name");
    }
    return new Success(reply(), model, usage);
  }

  Failure failure(ChatFailure failure, String detail) {
    return new Failure(failure, detail, STATUS, RetryHint.NONE, usage);
  }

  private Failure refused(String detail) {
    return failure(ChatFailure.REFUSED, detail);
  }

  private Reply reply() {
    if (!calls.isEmpty()) {
      return new ToolsCalled(text.toString(), toolCalls(), null);
    }
    boolean cut = "length".equals(finishReason);
    return new Answered(text.toString(), cut ? FinishReason.LENGTH : FinishReason.STOP, null);
  }

  private List<ToolCall> toolCalls() {
    var made = new ArrayList<ToolCall>(calls.size());
    calls.values().forEach(call -> made.add(call.toolCall()));
    return made;
  }

  private String addText(Completion.Part part) {
    var content = part.content() == null ? "" : part.content();
    text.append(content);
    if (part.refusal() != null) {
      refusal.append(part.refusal());
    }
    return content;
  }

  private Fragments fragments(int index) {
    return calls.computeIfAbsent(index, key -> new Fragments());
  }

  /** Servers that send no index send the pieces of a call one after the other, its id first. */
  private int indexOf(Completion.Call call) {
    if (call.index() != null) {
      return call.index();
    }
    int last = calls.isEmpty() ? -1 : calls.lastKey();
    return call.id() == null && last >= 0 ? last : last + 1;
  }

  private static String cut(StringBuilder words) {
    return words.length() > REFUSAL_MAX ? words.substring(0, REFUSAL_MAX) + " …" : "" + words;
  }

  /** The pieces of one tool call: id and name come once, the arguments bit by bit. */
  private static final class Fragments {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();

    void add(Completion.Call call) {
      if (call.id() != null && id.isEmpty()) {
        id = call.id();
      }
      var function = call.function();
      if (function != null) {
        if (function.name() != null && name.isEmpty()) {
          name = function.name();
        }
        arguments.append(function.argumentsText());
      }
    }

    /** The id links call and result on the wire, so a missing one is made up. */
    ToolCall toolCall() {
      var link =
          id.isEmpty() ? "call_" + Long.toHexString(ThreadLocalRandom.current().nextLong()) : id;
      return new ToolCall(link, name, arguments.isEmpty() ? "{}" : arguments.toString());
    }
  }
}
