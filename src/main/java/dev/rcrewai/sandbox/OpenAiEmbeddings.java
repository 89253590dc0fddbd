package dev.rcrewai.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rcrewai.sandbox.Wire.Body;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's embeddings ({@code POST /v1/embeddings}): no model's, but the {@link Meaning}. */
final class OpenAiEmbeddings {
  static final String PATH = "/v1/embeddings";

  /** What the ledger counts them as. */
  static final String RULE = "embeddings";

  private static final int TEXTS_MAX = 2048;
  private static final double DECIMALS = 1e6;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Wire wire;

  OpenAiEmbeddings(Wire wire) {
    this.wire = wire;
  }

  Response respond(Buffer request) {
    JsonNode json;
    try {
      json = MAPPER.readTree(request.getBytes());
    } catch (IOException e) {
      return Responder.refuse(wire, 400, "the body is not JSON");
    }
    if (!json.path("model").isTextual()) {
      return Responder.refuse(wire, 400, "'model' is missing or not a string");
    }
    var texts = texts(json.path("input"));
    return texts == null
        ? Responder.refuse(wire, 400, "'input' is not a text, or 1 to 2048 texts, none empty")
        : answer(json.path("model").textValue(), texts);
  }

  private static @Nullable List<String> texts(JsonNode input) {
    var texts = new ArrayList<String>();
    if (input.isTextual()) {
      texts.add(input.textValue());
    }
    for (var text : input) {
      texts.add(text.isTextual() ? text.textValue() : "");
    }
    boolean fits = !texts.isEmpty() && texts.size() <= TEXTS_MAX;
    return fits && texts.stream().noneMatch(String::isEmpty) ? texts : null;
  }

  private static Response answer(String model, List<String> texts) {
    var answer = JsonNodeFactory.instance.objectNode().put("object", "list");
    var data = answer.putArray("data");
    for (int i = 0; i < texts.size(); i++) {
      var vector = data.addObject().put("object", "embedding").put("index", i);
      var values = vector.putArray("embedding");
      for (float value : Meaning.of(texts.get(i))) {
        values.add(Math.round(value * DECIMALS) / DECIMALS);
      }
    }
    int tokens = texts.stream().mapToInt(Tokens::of).sum();
    answer.put("model", model);
    answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    var body = Body.whole("application/json", Buffer.buffer(answer.toString()), 0);
    var plan = Plan.of(body, Delivery.AT_ONCE, 0);
    return new Response(RULE, false, 200, Map.of(), body, plan);
  }
}
