package dev.rcrewai.step;

import java.util.List;
import java.util.stream.IntStream;

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

  /** The same request in parts of at most so many texts, in order. */
  public List<EmbeddingRequest> batches(int most) {
    return IntStream.iterate(0, from -> from < texts.size(), from -> from + most)
        .mapToObj(from -> texts.subList(from, Math.min(texts.size(), from + most)))
        .map(part -> new EmbeddingRequest(provider, model, part))
        .toList();
  }

  /** Texts stay out of logs. */
  @Override
  public String toString() {
    return "EmbeddingRequest[" + provider + "/" + model + ", " + texts.size() + " texts]";
  }
}
