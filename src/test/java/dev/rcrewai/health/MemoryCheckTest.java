package dev.rcrewai.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryUsage;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {
  @Test
  void get_ninetyPercentUsed_isHealthy() {
    assertThat(check(900, 950, 1000)).isEqualTo(Check.healthy().with("usage", 0.9));
  }

  @Test
  void get_moreThanNinetyPercentUsed_warns() {
    assertThat(check(910, 950, 1000)).isEqualTo(Check.of(HealthStatus.WARNING).with("usage", 0.91));
  }

  @Test
  void get_maximumUndefined_measuresAgainstTheCommittedHeap() {
    assertThat(check(50, 100, -1)).isEqualTo(Check.healthy().with("usage", 0.5));
  }

  @Test
  void get_thisProcess_hasAUsageBetweenZeroAndOne() {
    assertThat(new MemoryCheck().get().result().figures())
        .hasEntrySatisfying("usage", usage -> assertThat(usage.doubleValue()).isBetween(0.0, 1.0));
  }

  private static Check check(long used, long committed, long max) {
    return new MemoryCheck(() -> new MemoryUsage(0, used, committed, max)).get().result();
  }
}
