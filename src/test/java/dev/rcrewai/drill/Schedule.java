package dev.rcrewai.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Which fault comes when: the same for the same seed, rounds and lease time. */
record Schedule(long seed, List<Entry> entries) {
  /** Before the first fault there is something to interrupt. */
  private static final int GAP_MILLIS_MIN = 700;

  private static final int GAP_MILLIS_MAX = 2_000;

  /**
   * A fault.
   *
   * @param gap after the one before is healed, or after the beginning
   */
  record Entry(Duration gap, Fault fault) {}

  Schedule {
    entries = List.copyOf(entries);
  }

  /**
   * Every round has each kind of fault once, in an order and on nodes of its own.
   *
   * @param leaseTtl what a pause is longer than
   */
  static Schedule of(long seed, int rounds, Duration leaseTtl) {
    var random = new Random(seed);
    var entries = new ArrayList<Entry>();
    for (int round = 1; round <= rounds; round++) {
      var faults = new ArrayList<Fault>();
      faults.add(new Fault.KillNode(node(random), millis(random, 0, 1_000)));
      faults.add(new Fault.PauseNode(node(random), part(random, leaseTtl, 150, 250)));
      faults.add(new Fault.RestartNode(node(random)));
      faults.add(new Fault.KillStore(part(random, leaseTtl, 20, 150)));
      if (round % 2 == 0) {
        faults.add(new Fault.KillStoreAndNode(node(random), millis(random, 100, 1_000)));
      }
      Collections.shuffle(faults, random);
      faults.forEach(
          fault -> entries.add(new Entry(millis(random, GAP_MILLIS_MIN, GAP_MILLIS_MAX), fault)));
    }
    return new Schedule(seed, entries);
  }

  private static int node(Random random) {
    return random.nextInt(Cluster.NODES);
  }

  private static Duration millis(Random random, int from, int to) {
    return Duration.ofMillis(random.nextInt(from, to));
  }

  private static Duration part(Random random, Duration whole, int percentFrom, int percentTo) {
    return whole.multipliedBy(random.nextInt(percentFrom, percentTo)).dividedBy(100);
  }

  /** One line per fault. */
  String text() {
    return entries.stream()
        .map(entry -> "  +%5d ms  %s".formatted(entry.gap().toMillis(), entry.fault().text()))
        .collect(Collectors.joining("\n", "schedule of seed " + seed + ":\n", ""));
  }
}
