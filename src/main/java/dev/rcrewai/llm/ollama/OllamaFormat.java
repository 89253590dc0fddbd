package dev.rcrewai.llm.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.llm.AnswerReader;
import dev.rcrewai.llm.EmbeddingFormat;
import dev.rcrewai.llm.JsonAnswer;
import dev.rcrewai.llm.ProviderError;
import dev.rcrewai.llm.WireFormat;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Image;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ollama's own API: {@code POST /api/chat}, whole or as lines of JSON. */
public final class OllamaFormat implements WireFormat {
  static final String NO_LINKS =
      "Ollama takes images as base64 only, and this server does not fetch them";

  private final RequestWriter requests;

  /**
   * The format of one server.
   *
   * @param contextTokens how much of a conversation the model is to see; the server's own default
   *     is small, and it drops the rest without a word
   */
  public OllamaFormat(int contextTokens) {
    this.requests = new RequestWriter(contextTokens);
  }

  @Override
  public @Nullable String obstacle(ChatRequest request) {
    return request.images().stream().anyMatch(Image::isLink) ? NO_LINKS : null;
  }

  @Override
  public Post post(ChatRequest request, Delivery delivery) {
    return new Post("/api/chat", requests.write(request, delivery));
  }

  /** A server of one's own needs none; Ollama's cloud does. */
  @Override
  public Map<String, String> credentials(String key) {
    return Map.of("Authorization", "Bearer " + key);
  }

  @Override
  public AnswerReader reader(Delivery delivery, String contentType, Consumer<String> onText) {
    boolean whole = delivery == Delivery.WHOLE || contentType.startsWith("application/json");
    return whole
        ? JsonAnswer.whole(new ChatReader(text -> {}))
        : JsonAnswer.lines(new ChatReader(onText));
  }

  @Override
  public ProviderError error(int status, Buffer body) {
    var error = WireJson.readOrMissing(body.getBytes()).path("error");
    return new ProviderError(status, "", WireJson.firstText(error, error.path("message")));
  }

  @Override
  public EmbeddingFormat embeddings() {
    return new Embeddings();
  }

  @Override
  public String modelsPath() {
    return "/api/tags";
  }

  @Override
  public List<String> models(JsonNode list) {
    return WireJson.texts(list.path("models"), "name");
  }
}
