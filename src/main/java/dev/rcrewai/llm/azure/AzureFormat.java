package dev.rcrewai.llm.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.llm.AnswerReader;
import dev.rcrewai.llm.EmbeddingFormat;
import dev.rcrewai.llm.ProviderError;
import dev.rcrewai.llm.WireFormat;
import dev.rcrewai.llm.openai.OpenAiFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.EmbeddingRequest;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * OpenAI's models in Azure, where a request's model is the name of a deployment. Bodies are those
 * of {@link OpenAiFormat}; what the content filter adds to them is passed over. Addresses are of
 * two kinds: {@code /openai/v1/chat/completions}, or, with the date of an API version, {@code
 * /openai/deployments/<deployment>/chat/completions?api-version=<date>}.
 */
public final class AzureFormat implements WireFormat {
  /** The API version whose addresses have none. */
  private static final String V1 = "v1";

  private final OpenAiFormat chat;
  private final String apiVersion;

  /**
   * The format of one version of the API.
   *
   * @param apiVersion {@code v1}, or a date such as {@code 2024-10-21}
   * @param maxTokensField {@code max_completion_tokens}, or {@code max_tokens} for older versions
   */
  public AzureFormat(String apiVersion, String maxTokensField) {
    this.apiVersion = apiVersion;
    this.chat = new OpenAiFormat(maxTokensField);
  }

  @Override
  public Post post(ChatRequest request, Delivery delivery) {
    return addressed(request.model().model(), chat.post(request, delivery));
  }

  private Post addressed(String deployment, Post post) {
    var base =
        apiVersion.equals(V1)
            ? "/openai/v1"
            : "/openai/deployments/" + WireFormat.pathPart(deployment);
    return new Post(versioned(base + post.path()), post.body());
  }

  @Override
  public EmbeddingFormat embeddings() {
    var plain = chat.embeddings();
    return new EmbeddingFormat() {
      @Override
      public Post post(EmbeddingRequest request) {
        return addressed(request.model(), plain.post(request));
      }

      @Override
      public Vectors read(JsonNode answer) {
        return plain.read(answer);
      }
    };
  }

  @Override
  public Map<String, String> credentials(String key) {
    return Map.of("api-key", key);
  }

  @Override
  public AnswerReader reader(Delivery delivery, String contentType, Consumer<String> onText) {
    return chat.reader(delivery, contentType, onText);
  }

  @Override
  public ProviderError error(int status, Buffer body) {
    return chat.error(status, body);
  }

  @Override
  public String modelsPath() {
    return versioned(apiVersion.equals(V1) ? "/openai/v1/models" : "/openai/models");
  }

  @Override
  public List<String> models(JsonNode list) {
    return chat.models(list);
  }

  private String versioned(String path) {
    return apiVersion.equals(V1) ? path : path + "?api-version=" + WireFormat.pathPart(apiVersion);
  }
}
