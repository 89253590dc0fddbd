package dev.rcrewai.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.limit.CallerRate.Permit;
import dev.rcrewai.limit.CallerRate.Permit.Granted;
import dev.rcrewai.limit.CallerRate.Permit.Refused;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalCallerRateTest {
  private final AtomicLong nanos = new AtomicLong(1_000);
  private final LocalCallerRate rate = new LocalCallerRate(10, 3, 2, nanos::get);

  @Test
  void tryAcquire_withinTheBurst_isGranted() {
    assertThat(asked("ann", 3)).isEqualTo(3);
  }

  @Test
  void tryAcquire_beyondTheBurst_saysHowLongToWait() {
    asked("ann", 3);
    assertThat(ask("ann")).isEqualTo(new Refused(Duration.ofMillis(100)));
  }

  @Test
  void tryAcquire_afterTheWaitItNamed_isGranted() {
    asked("ann", 3);
    var refused = (Refused) ask("ann");
    nanos.addAndGet(refused.retryAfter().toNanos());
    assertThat(ask("ann")).isEqualTo(new Granted());
  }

  @Test
  void tryAcquire_refusals_takeNothing() {
    asked("ann", 103);
    nanos.addAndGet(Duration.ofMillis(100).toNanos());
    assertThat(asked("ann", 5)).isEqualTo(1);
  }

  @Test
  void tryAcquire_anotherCaller_hasItsOwnBucket() {
    asked("ann", 3);
    assertThat(ask("bob")).isEqualTo(new Granted());
  }

  @Test
  void tryAcquire_moreCallersThanRemembered_forgetsTheOneWhoStayedAwayLongest() {
    asked("ann", 3);
    asked("bob", 3);
    ask("ann");
    ask("eve");
    assertThat(ask("ann")).isInstanceOf(Refused.class);
    assertThat(ask("bob")).isEqualTo(new Granted());
  }

  @Test
  void tryAcquire_fromManyThreads_grantsTheBurstExactly() throws Exception {
    var wide = new LocalCallerRate(1, 500, 10, nanos::get);
    Callable<Long> hundred =
        () -> IntStream.range(0, 200).filter(i -> granted(wide, "ann")).count();
    long granted = 0;
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (Future<Long> part : threads.invokeAll(Collections.nCopies(4, hundred))) {
        granted += part.get();
      }
    }
    assertThat(granted).isEqualTo(500);
  }

  @Test
  void tryAcquire_onTheMachinesClock_grantsAtFirst() {
    assertThat(granted(new LocalCallerRate(1, 1), "ann")).isTrue();
  }

  @Test
  void new_rateOfZero_isRefused() {
    assertThatThrownBy(() -> new LocalCallerRate(0, 1))
        .hasMessage("rate 0/s, burst 1, callers 10000; expected each to be at least 1");
  }

  private long asked(String caller, int times) {
    return IntStream.range(0, times).filter(i -> granted(rate, caller)).count();
  }

  private static boolean granted(CallerRate rate, String caller) {
    return rate.tryAcquire(caller).result() instanceof Granted;
  }

  private Permit ask(String caller) {
    return rate.tryAcquire(caller).result();
  }
}
