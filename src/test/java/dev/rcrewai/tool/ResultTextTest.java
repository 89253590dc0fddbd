package dev.rcrewai.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResultTextTest {
  @Test
  void cut_fits_isUnchanged() {
    assertThat(ResultText.cut("x".repeat(500), 500)).isEqualTo("x".repeat(500));
  }

  @Test
  void cut_tooLong_saysHowMuchIsShown() {
    assertThat(ResultText.cut("x".repeat(12_345), 1_100))
        .startsWith("x".repeat(1_000))
        .endsWith("\n[cut: the first 1,000 of 12,345 characters are shown]");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50, 99, 100, 101, 151})
  void cut_whateverTheBound_keepsToIt(int charsMax) {
    assertThat(ResultText.cut("x".repeat(10_000), charsMax)).hasSizeLessThanOrEqualTo(charsMax);
  }

  @Test
  void head_endsInsideAnEmoji_dropsItsHalf() {
    assertThat(ResultText.head("ab😀", 3)).isEqualTo("ab");
  }

  @Test
  void oneLine_foreignText_isShortAndHasNoControlCharacters() {
    assertThat(ResultText.oneLine("a\r\nb\u001b[31m\u0000c", 100)).isEqualTo("a b [31m c");
    assertThat(ResultText.oneLine("abcdef", 3)).isEqualTo("abc…");
  }
}
