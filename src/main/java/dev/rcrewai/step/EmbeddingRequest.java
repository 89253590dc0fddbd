package dev.rcrewai.step;

import java.util.List;

/**
 * Texts of which a provider is to make vectors.
 *
 * @param provider a configured provider's name
 * @param model the provider's model id
 */
public record EmbeddingRequest(String provider, String model, List<String> texts) {
  public static final int TEXTS_MAX = 2048;

  public EmbeddingRequest {
    if (provider.isBlank() || model.isBlank()) {
      throw new IllegalArgumentException("an embedding needs a provider and a model");
    }
    if (texts.isEmpty() || texts.size() > TEXTS_MAX) {
      throw new IllegalArgumentException(
          "there are " + texts.size() + " texts; expected 1 to " + TEXTS_MAX);
    }
    if (texts.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("a text is blank; providers make no vector of it");
    }
    texts = List.copyOf(texts);
  }

  /** The same request for some of its texts. */
  public EmbeddingRequest of(int from, int to) {
    return new EmbeddingRequest(provider, model, texts.subList(from, to));
  }

  /** Texts stay out of logs. */
  @Override
  public String toString() {
    return "EmbeddingRequest[" + provider + "/" + model + ", " + texts.size() + " texts]";
  }
}
