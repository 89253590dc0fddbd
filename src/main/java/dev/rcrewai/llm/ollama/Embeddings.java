package dev.rcrewai.llm.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.llm.EmbeddingFormat;
import dev.rcrewai.llm.WireFormat;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.EmbeddingRequest;
import java.util.stream.StreamSupport;

/** {@code POST /api/embed}. A text that is too long is refused, not cut without a word. */
final class Embeddings implements EmbeddingFormat {
  @Override
  public WireFormat.Post post(EmbeddingRequest request) {
    var body = WireJson.object().put("model", request.model());
    var input = body.putArray("input");
    request.texts().forEach(input::add);
    body.put("truncate", false);
    return new WireFormat.Post("/api/embed", WireJson.write(body));
  }

  @Override
  public Vectors read(JsonNode answer) {
    var vectors = StreamSupport.stream(answer.path("embeddings").spliterator(), false).toList();
    var model = WireJson.text(answer.path("model"));
    return new Vectors(vectors, model, answer.path("prompt_eval_count"));
  }
}
