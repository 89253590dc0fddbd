package dev.rcrewai.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The blocks by which a model without tools calls them: a line with {@link #BEGIN} alone, one JSON
 * object, and a line with three backticks alone, or the end of the text.
 */
final class TextCalls {
  static final String BEGIN = "```tool_call";

  /** What a block has to be, for a model that wrote another. */
  static final String RULE =
      "a block holds one JSON object with a \"name\" and an \"arguments\" object.";

  private static final String END = "```";

  /** The name under which a block travels that is no call; no tool has it. */
  private static final String MALFORMED = "rcrewai_malformed_call";

  private static final Set<String> MEMBERS = Set.of("name", "arguments");

  private final StringBuilder text = new StringBuilder();
  private final List<ToolCall> calls = new ArrayList<>();

  private TextCalls() {}

  /**
   * What the model said: its words, and its calls. A block that is no call is one nobody can run,
   * so that the model is told. One that the longest allowed length cut off is dropped.
   */
  static Reply read(Answered answer) {
    var found = new TextCalls();
    boolean open = found.lines(answer.text());
    if (open && answer.finishReason() == FinishReason.LENGTH) {
      found.calls.removeLast();
    }
    var words = found.text.toString().strip();
    if (found.calls.isEmpty()) {
      return open ? new Answered(words, FinishReason.LENGTH, answer.providerState()) : answer;
    }
    return new ToolsCalled(words, found.calls, answer.providerState());
  }

  /** The block that makes this call. */
  static String block(ToolCall call) {
    if (isMalformed(call)) {
      return BEGIN + "\n" + call.arguments() + "\n" + END;
    }
    var json = WireJson.object().put("name", call.name());
    json.set("arguments", WireJson.arguments(call.arguments()));
    return BEGIN + "\n" + json + "\n" + END;
  }

  static boolean isMalformed(ToolCall call) {
    return call.name().equals(MALFORMED);
  }

  /** Somebody else's text, in which no block can begin. */
  static String disarmed(String foreign) {
    return foreign.replace(BEGIN, "``` tool_call");
  }

  /** Takes the text apart; whether it ends inside a block. */
  private boolean lines(String answer) {
    StringBuilder block = null;
    for (var line : answer.lines().toList()) {
      var word = line.strip();
      if (block == null && word.equals(BEGIN)) {
        block = new StringBuilder();
      } else if (block == null) {
        text.append(line).append('\n');
      } else if (word.equals(END)) {
        call(block.toString());
        block = null;
      } else {
        block.append(line).append('\n');
      }
    }
    if (block != null) {
      call(block.toString());
    }
    return block != null;
  }

  private void call(String block) {
    var id = WireJson.callId("");
    calls.add(
        WireJson.readOrMissing(block.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode json
                && isCall(json)
            ? new ToolCall(id, json.path("name").textValue(), json.path("arguments").toString())
            : new ToolCall(id, MALFORMED, block.strip()));
  }

  private static boolean isCall(ObjectNode json) {
    return json.size() == MEMBERS.size()
        && !WireJson.text(json.path("name")).isBlank()
        && !WireJson.text(json.path("name")).equals(MALFORMED)
        && json.path("arguments").isObject();
  }
}
