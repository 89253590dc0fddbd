package dev.rcrewai.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.sandbox.Wire.Body;
import dev.rcrewai.sandbox.Wire.Piece;
import dev.rcrewai.sandbox.Wire.Reading.Asked;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer as OpenAI's stream: unnamed server-sent events, each a {@code chat.completion.chunk};
 * role, content, tool calls in two fragments each, finish reason, usage if wanted, {@code [DONE]}.
 */
final class OpenAiStream {
  static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

  private final Asked asked;
  private final long created;
  private final List<Piece> pieces = new ArrayList<>();

  OpenAiStream(Asked asked, long created) {
    this.asked = asked;
    this.created = created;
  }

  Body body(Answer.Said said) {
    opening(said);
    for (var text : Tokens.pieces(said.text())) {
      add(chunk(NODES.objectNode().put("content", text), null), Tokens.of(text));
    }
    for (int i = 0; i < said.calls().size(); i++) {
      call(i, said.calls().get(i));
    }
    add(chunk(NODES.objectNode(), OpenAiWire.finish(said)), 0);
    if (asked.usage()) {
      var last = head();
      last.putArray("choices");
      last.set("usage", OpenAiWire.usage(asked.prompt(), said));
      add(last, 0);
    }
    pieces.add(new Piece(DONE, 0));
    return new Body(CONTENT_TYPE, true, pieces);
  }

  /** One good event, then one whose JSON ends halfway, then the usual end. */
  Body malformed(Answer.Said said) {
    opening(said);
    var half = chunk(NODES.objectNode().put("content", said.text()), null).toString();
    pieces.add(new Piece(event(half.substring(0, half.length() / 2)), Tokens.of(said)));
    pieces.add(new Piece(DONE, 0));
    return new Body(CONTENT_TYPE, true, pieces);
  }

  private void opening(Answer.Said said) {
    var delta = NODES.objectNode().put("role", "assistant");
    delta.put("content", said.text().isEmpty() && !said.calls().isEmpty() ? null : "");
    add(chunk(delta.putNull("refusal"), null), 0);
  }

  private void call(int index, Answer.Call call) {
    var first = NODES.objectNode();
    var opened = first.putArray("tool_calls").addObject().put("index", index);
    opened.put("id", OpenAiWire.callId(asked.prompt(), index)).put("type", "function");
    opened.putObject("function").put("name", call.name()).put("arguments", "");
    add(chunk(first, null), Tokens.of(call.name()));
    int half = call.arguments().length() / 2;
    fragment(index, call.arguments().substring(0, half));
    fragment(index, call.arguments().substring(half));
  }

  private void fragment(int index, String arguments) {
    if (!arguments.isEmpty()) {
      var delta = NODES.objectNode();
      var call = delta.putArray("tool_calls").addObject().put("index", index);
      call.putObject("function").put("arguments", arguments);
      add(chunk(delta, null), Tokens.of(arguments));
    }
  }

  private ObjectNode chunk(ObjectNode delta, @Nullable String finish) {
    var chunk = head();
    var choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs").put("finish_reason", finish);
    return asked.usage() ? chunk.putNull("usage") : chunk;
  }

  private ObjectNode head() {
    return NODES
        .objectNode()
        .put("id", "chatcmpl-" + OpenAiWire.id(asked.prompt().fingerprint()))
        .put("object", "chat.completion.chunk")
        .put("created", created)
        .put("model", asked.prompt().model())
        .put("system_fingerprint", OpenAiWire.FINGERPRINT);
  }

  private void add(JsonNode event, int tokens) {
    pieces.add(new Piece(event(event.toString()), tokens));
  }

  private static Buffer event(String data) {
    return Buffer.buffer("data: " + data + "\n\n");
  }
}
