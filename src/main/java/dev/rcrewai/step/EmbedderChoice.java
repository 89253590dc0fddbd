package dev.rcrewai.step;

/**
 * Which model makes the vectors of texts.
 *
 * @param provider a configured provider's name
 * @param model the provider's model id
 */
public record EmbedderChoice(String provider, String model) {
  public EmbedderChoice {
    if (provider.isBlank() || model.isBlank()) {
      throw new IllegalArgumentException("an embedder needs a provider and a model");
    }
  }
}
