package dev.rcrewai.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.Usage;
import java.util.List;

/** How one provider is asked for vectors; the rest is as in its {@link WireFormat}. Pure. */
public interface EmbeddingFormat {
  /** What is posted for these texts, of which there are at most {@code BATCH_MAX}. */
  WireFormat.Post post(EmbeddingRequest request);

  /** Reads an answer with a 2xx status; what is none has no vectors. */
  Vectors read(JsonNode answer);

  /**
   * Vectors in the order of the texts, as the provider sent them.
   *
   * @param model who made them, or empty
   */
  record Vectors(List<JsonNode> values, String model, Usage usage) {
    /** Vectors with as many tokens of input. */
    public Vectors(List<JsonNode> values, String model, JsonNode tokens) {
      this(values, model, new Usage(WireJson.tokens(tokens), 0, 0, 0));
    }

    public Vectors {
      values = List.copyOf(values);
    }

    /** Whether each of so many texts has one, all of the same length. */
    boolean fits(int texts) {
      return values.size() == texts
          && values.stream().map(JsonNode::size).distinct().count() == 1
          && values.stream().allMatch(vector -> vector.isArray() && !vector.isEmpty());
    }

    List<Embedding> embeddings() {
      return values.stream().map(Vectors::embedding).toList();
    }

    private static Embedding embedding(JsonNode vector) {
      var numbers = new float[vector.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (float) vector.path(i).doubleValue();
      }
      return new Embedding(numbers);
    }
  }
}
