package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which model answers, and how it samples.
 *
 * @param provider a configured provider's name, for example {@code openai}
 * @param model the provider's model id
 * @param temperature null where the provider's own default holds
 * @param outputTokensMax the longest answer
 */
public record ModelChoice(
    String provider,
    String model,
    @Nullable Double temperature,
    @JsonProperty("max_tokens") int outputTokensMax) {
  public ModelChoice {
    if (provider.isBlank() || model.isBlank()) {
      throw new IllegalArgumentException("a model choice needs a provider and a model");
    }
    if (outputTokensMax < 1) {
      throw new IllegalArgumentException("max_tokens is " + outputTokensMax + "; expected >= 1");
    }
  }

  /** The same, sampled as the provider does by default. */
  public ModelChoice withoutTemperature() {
    return new ModelChoice(provider, model, null, outputTokensMax);
  }
}
