package dev.rcrewai.llm.google;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.llm.EmbeddingFormat;
import dev.rcrewai.llm.WireFormat;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.EmbeddingRequest;
import java.util.stream.StreamSupport;

/** {@code POST …:batchEmbedContents}, which takes up to 100 texts. */
record Embeddings(GoogleFormat format) implements EmbeddingFormat {
  @Override
  public WireFormat.Post post(EmbeddingRequest request) {
    var model = GoogleFormat.model(request.model());
    var body = WireJson.object();
    var requests = body.putArray("requests");
    for (var text : request.texts()) {
      var one = requests.addObject().put("model", "models/" + model);
      one.putObject("content").putArray("parts").addObject().put("text", text);
    }
    var path = format.modelsPath() + "/" + WireFormat.pathPart(model) + ":batchEmbedContents";
    return new WireFormat.Post(path, WireJson.write(body));
  }

  /** It does not name the model, and some versions count no tokens. */
  @Override
  public Vectors read(JsonNode answer) {
    var vectors =
        StreamSupport.stream(answer.path("embeddings").spliterator(), false)
            .map(item -> item.path("values"))
            .toList();
    return new Vectors(vectors, "", answer.path("usageMetadata").path("promptTokenCount"));
  }
}
