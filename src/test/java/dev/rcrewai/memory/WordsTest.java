package dev.rcrewai.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void words_areOfThreeLetters_ofAnyScript_withoutThoseThatEveryTextHas() {
    assertThat(Words.of("The Müller AG of 東京都 ate 250 ÄPFEL, and it is ok").all())
        .containsExactlyInAnyOrder("müller", "東京都", "ate", "250", "äpfel");
  }

  @Test
  void similarity_isTheShareOfWordsThatBothHave() {
    var one = Words.of("green tea from Japan");
    assertThat(one.similarity(Words.of("Japan sells green tea"))).isEqualTo(0.75);
    assertThat(one.similarity(one)).isEqualTo(1);
    assertThat(one.similarity(Words.of("black coffee"))).isZero();
    assertThat(Words.of("").similarity(Words.of("of"))).isZero();
  }
}
