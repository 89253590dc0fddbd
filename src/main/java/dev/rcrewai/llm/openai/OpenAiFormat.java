package dev.rcrewai.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.llm.AnswerReader;
import dev.rcrewai.llm.EmbeddingFormat;
import dev.rcrewai.llm.ProviderError;
import dev.rcrewai.llm.WireFormat;
import dev.rcrewai.llm.WireJson;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions: {@code POST /chat/completions}, whole or as server-sent events. */
public final class OpenAiFormat implements WireFormat {
  /** The models that take no pictures; the others are asked. */
  private static final Pattern BLIND =
      Pattern.compile("(gpt-3\\.5|o1-mini|o1-preview|o3-mini).*|gpt-4(-32k)?(-0\\d{3})?");

  private final RequestWriter requests;

  /**
   * The format of OpenAI or of a server that is compatible with it.
   *
   * @param maxTokensField {@code max_completion_tokens}, or {@code max_tokens} for older servers
   */
  public OpenAiFormat(String maxTokensField) {
    this.requests = new RequestWriter(maxTokensField);
  }

  @Override
  public @Nullable String obstacle(ChatRequest request) {
    return WireFormat.noImages(BLIND, request);
  }

  @Override
  public Post post(ChatRequest request, Delivery delivery) {
    return new Post("/chat/completions", requests.write(request, delivery));
  }

  @Override
  public Map<String, String> credentials(String key) {
    return Map.of("Authorization", "Bearer " + key);
  }

  @Override
  public AnswerReader reader(Delivery delivery, String contentType, Consumer<String> onText) {
    // Some compatible servers answer in one piece whatever they are asked for.
    boolean whole = delivery == Delivery.WHOLE || contentType.startsWith("application/json");
    return whole ? new WholeReader() : new StreamReader(onText);
  }

  @Override
  public ProviderError error(int status, Buffer body) {
    return ErrorBody.read(status, body);
  }

  @Override
  public EmbeddingFormat embeddings() {
    return new Embeddings();
  }

  @Override
  public String modelsPath() {
    return "/models";
  }

  @Override
  public List<String> models(JsonNode list) {
    return WireJson.texts(list.path("data"), "id");
  }
}
