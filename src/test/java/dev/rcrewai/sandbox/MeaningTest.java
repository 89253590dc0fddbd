package dev.rcrewai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeaningTest {
  private static double cosine(String one, String other) {
    var a = Meaning.of(one);
    var b = Meaning.of(other);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void meaning_ofTheSameText_isTheSame() {
    assertThat(cosine("Two apples", "Two apples")).isBetween(0.999, 1.001);
  }

  @Test
  void meaning_ofFormsOfTheSameWords_isNearer() {
    var asked = "refund for damaged goods";
    assertThat(cosine(asked, "We refund what was damaged; the good arrives later"))
        .isGreaterThan(cosine(asked, "Opening hours on public holidays") + 0.3);
  }

  @Test
  void meaning_ofNoWords_isAVectorAllTheSame() {
    assertThat(cosine("?!", "...")).isEqualTo(1);
  }
}
