package dev.rcrewai.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final int MAX = 10_000;

  private final Tally tally = new Tally();

  @Test
  void whatWasNeverCounted_isNotFar() {
    tally.added("ann");
    tally.counted("ann", null);

    assertThat(tally.isFarFrom("ann", MAX)).isFalse();
  }

  @Test
  void whatWasCountedLately_isFarUntilTheMargin() {
    tally.counted("ann", MAX - Tally.MARGIN - 2);
    assertThat(tally.isFarFrom("ann", MAX)).isTrue();

    tally.added("ann");
    assertThat(tally.isFarFrom("ann", MAX)).isTrue();
    tally.added("ann");
    assertThat(tally.isFarFrom("ann", MAX)).isFalse();
    assertThat(tally.isFarFrom("bob", MAX)).isFalse();
  }

  @Test
  void whatWasCountedLongAgo_isCountedAgain() {
    tally.counted("ann", 0);

    Waiting.until("too old", Duration.ofSeconds(30), () -> !tally.isFarFrom("ann", MAX));
  }

  @Test
  void ofManyNames_theOldestAreForgotten() {
    for (int i = 0; i <= 1_000; i++) {
      tally.counted("caller-" + i, 0);
    }

    assertThat(tally.isFarFrom("caller-0", MAX)).isFalse();
    assertThat(tally.isFarFrom("caller-1000", MAX)).isTrue();
  }
}
