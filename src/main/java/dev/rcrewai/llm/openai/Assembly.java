package dev.rcrewai.llm.openai;

import dev.rcrewai.llm.AttemptResult;
import dev.rcrewai.llm.ReplyDraft;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ToolCall;
import java.util.List;
import java.util.TreeMap;

/** A reply that is put together from its parts: one part when whole, many when streamed. */
final class Assembly {
  private final ReplyDraft draft = new ReplyDraft();
  private final StringBuilder refusal = new StringBuilder();
  private final TreeMap<Integer, Fragments> calls = new TreeMap<>();

  /** Takes what an object says about the reply as a whole. */
  void addHead(Completion completion) {
    draft.model(completion.model());
    var tokens = completion.usage();
    if (tokens != null) {
      draft.usage(tokens.asUsage());
    }
    var choice = completion.choice();
    if (choice != null && choice.finishReason() != null) {
      finish(choice.finishReason());
    }
  }

  private void finish(String reason) {
    draft.finish(reason.equals("length") ? FinishReason.LENGTH : FinishReason.STOP);
    if (reason.equals("content_filter")) {
      draft.refuse("the provider's content filter stopped the answer");
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

  /** What is known of the reply as a whole. */
  ReplyDraft draft() {
    return draft;
  }

  /** The reply, now that it is complete. */
  AttemptResult result() {
    if (!refusal.isEmpty()) {
      draft.refuse("the model refused: " + refusal);
    }
    calls.values().forEach(call -> draft.call(call.toolCall()));
    return draft.result(null);
  }

  private String addText(Completion.Part part) {
    var content = part.content() == null ? "" : part.content();
    draft.text(content);
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
      return new ToolCall(
          WireJson.callId(id), name, arguments.isEmpty() ? "{}" : arguments.toString());
    }
  }
}
