package dev.rcrewai.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.llm.EmbeddingFormat;
import dev.rcrewai.llm.WireFormat;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.EmbeddingRequest;
import java.util.Comparator;
import java.util.stream.StreamSupport;

/** {@code POST /embeddings}. */
final class Embeddings implements EmbeddingFormat {
  @Override
  public WireFormat.Post post(EmbeddingRequest request) {
    var body = WireJson.object().put("model", request.model());
    var input = body.putArray("input");
    request.texts().forEach(input::add);
    body.put("encoding_format", "float");
    return new WireFormat.Post("/embeddings", WireJson.write(body));
  }

  @Override
  public Vectors read(JsonNode answer) {
    var vectors =
        StreamSupport.stream(answer.path("data").spliterator(), false)
            .sorted(Comparator.comparingInt(item -> item.path("index").asInt()))
            .map(item -> item.path("embedding"))
            .toList();
    var tokens = answer.path("usage").path("prompt_tokens");
    return new Vectors(vectors, WireJson.text(answer.path("model")), tokens);
  }
}
