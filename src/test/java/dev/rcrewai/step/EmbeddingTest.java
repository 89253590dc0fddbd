package dev.rcrewai.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
  @Test
  void vector_isItsValues_andNobodyElseChangesThem() {
    var values = new float[] {1, 2};
    var vector = new Embedding(values);
    values[0] = 9;
    vector.values()[1] = 9;
    assertThat(vector).isEqualTo(new Embedding(new float[] {1, 2}));
    assertThat(vector).hasSameHashCodeAs(new Embedding(new float[] {1, 2}));
    assertThat(vector.dimensions()).isEqualTo(2);
    assertThat(vector.toString()).isEqualTo("Embedding[2]");
  }

  @Test
  void vector_withoutValues_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Embedding(new float[0]));
  }

  @Test
  void request_ofNoOrBlankOrTooManyTexts_isRefused() {
    for (var texts :
        List.of(
            List.<String>of(),
            List.of("a", " "),
            Collections.nCopies(EmbeddingRequest.TEXTS_MAX + 1, "a"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> new EmbeddingRequest("p", "m", texts));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddingRequest("p", "", List.of("a")));
  }

  @Test
  void request_inBatches_hasEachTextOnce() {
    var request = new EmbeddingRequest("p", "m", List.of("a", "b", "c", "d", "e"));
    assertThat(request.batches(2))
        .extracting(EmbeddingRequest::texts)
        .containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("e"));
  }

  @Test
  void request_itsText_doesNotShowTheTexts() {
    assertThat(new EmbeddingRequest("p", "m", List.of("private")).toString())
        .isEqualTo("EmbeddingRequest[p/m, 1 texts]");
  }
}
