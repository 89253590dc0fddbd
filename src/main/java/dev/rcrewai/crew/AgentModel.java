package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model an agent asks for; what is null comes from the server's settings.
 *
 * @param fallback who is asked when it fails, each as {@code provider/model}
 * @param key the name of a key that the server keeps for this crew, or null for the server's own
 * @param contextWindow in tokens, or null for what is known of the model
 */
public record AgentModel(
    @Nullable String provider,
    @Nullable String model,
    @Nullable Double temperature,
    @JsonProperty("max_tokens") @Nullable Integer maxTokens,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> fallback,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
    @JsonProperty("context_window") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer contextWindow) {
  public AgentModel {
    fallback = fallback == null ? null : List.copyOf(fallback);
  }

  /** One whose context window is the known one. */
  public AgentModel(
      @Nullable String provider,
      @Nullable String model,
      @Nullable Double temperature,
      @Nullable Integer maxTokens,
      @Nullable List<String> fallback,
      @Nullable String key) {
    this(provider, model, temperature, maxTokens, fallback, key, null);
  }

  /** One with the server's fallback and key. */
  public AgentModel(
      @Nullable String provider,
      @Nullable String model,
      @Nullable Double temperature,
      @Nullable Integer maxTokens) {
    this(provider, model, temperature, maxTokens, null, null);
  }
}
