package dev.rcrewai.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
  private static final List<String> FIELDS =
      List.of("role", "goal", "backstory", "max_iter", "max_execution_time", "expected_output");

  @ParameterizedTest
  @CsvSource({
    "rol, role",
    "gaol, goal",
    "Role, role",
    "max-iter, max_iter",
    "max_iterations, max_iter",
    "backstroy, backstory",
    "expected_ouput, expected_output",
  })
  void closest_slip_findsTheWord(String written, String meant) {
    assertThat(DidYouMean.closest(written, FIELDS)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"temperature", "x", "output"})
  void closest_otherWord_findsNothing(String written) {
    assertThat(DidYouMean.closest(written, FIELDS)).isNull();
  }

  @Test
  void closest_equallyClose_takesTheFirst() {
    assertThat(DidYouMean.closest("cat", List.of("car", "cap"))).isEqualTo("car");
  }

  @Test
  void closest_endlessWord_isNotCompared() {
    assertThat(DidYouMean.closest("a".repeat(65), List.of("a".repeat(64)))).isNull();
  }

  @Test
  void hint_nothingClose_listsWhatThereIs() {
    assertThat(DidYouMean.hint("zzz", List.of("a", "b"))).isEqualTo("; there is a, b");
  }

  @Test
  void hint_nothingThere_saysNothing() {
    assertThat(DidYouMean.hint("zzz", List.of())).isEmpty();
  }
}
