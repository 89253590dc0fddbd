package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How many retries there are for how many calls. */
class RetryBudgetTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RetryBudget budget = new RetryBudget(nanos::get);

  private int taken(int wanted) {
    int taken = 0;
    for (int i = 0; i < wanted; i++) {
      taken += budget.tryTake() ? 1 : 0;
    }
    return taken;
  }

  @Test
  void manyCallsThatAllFail_areRetriedAFifthAsOften() {
    int retries = 0;
    for (int call = 0; call < 6_000; call++) {
      nanos.addAndGet(Duration.ofMillis(10).toNanos()); // a hundred a second, for a minute
      budget.called();
      retries += taken(3);
    }
    assertThat(retries).isBetween(1_100, 6_000 / 5 + 2 * RetryBudget.RESERVE);
  }

  @Test
  void aServerWithLittleToDo_mayRetryAtOnce_andAgainLater() {
    assertThat(taken(100)).isEqualTo(RetryBudget.RESERVE);
    assertThat(taken(1)).isZero();
    nanos.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(taken(100)).isEqualTo(3);
    nanos.addAndGet(Duration.ofDays(1).toNanos());
    assertThat(taken(100)).isEqualTo(RetryBudget.RESERVE);
  }

  @Test
  void callsThatSucceed_doNotSaveUpWithoutBound() {
    for (int call = 0; call < 100_000; call++) {
      budget.called();
    }
    assertThat(taken(1_000)).isEqualTo(100);
  }
}
