package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which model answers, and how it samples.
 *
 * @param provider a configured provider's name, for example {@code openai}
 * @param model the provider's model id
 * @param temperature null where the provider's own default holds
 * @param outputTokensMax the longest answer
 * @param key the name of a key that is kept for the crew, or null for the server's own
 */
public record ModelChoice(
    String provider,
    String model,
    @Nullable Double temperature,
    @JsonProperty("max_tokens") int outputTokensMax,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {
  public ModelChoice {
    if (provider.isBlank() || model.isBlank()) {
      throw new IllegalArgumentException("a model choice needs a provider and a model");
    }
    if (outputTokensMax < 1) {
      throw new IllegalArgumentException("max_tokens is " + outputTokensMax + "; expected >= 1");
    }
  }

  /** One that is asked with the server's key. */
  public ModelChoice(
      String provider, String model, @Nullable Double temperature, int outputTokensMax) {
    this(provider, model, temperature, outputTokensMax, null);
  }

  /** The same, sampled as the provider does by default. */
  public ModelChoice withoutTemperature() {
    return new ModelChoice(provider, model, null, outputTokensMax, key);
  }
}
