package dev.rcrewai.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How many deliveries are under way to each receiver: a slow one may not have all places. Who finds
 * no place gets an appointment, one after the other as fast as the receiver has been of late. Lives
 * on one Vert.x context.
 */
final class Crowd {
  /** Of a receiver that has not answered yet. */
  private static final Duration TOOK_FIRST = Duration.ofSeconds(1);

  private static final Duration AHEAD_MAX = Duration.ofSeconds(30);

  private final int max;
  private final Map<String, Receiver> receivers = new HashMap<>();
  private Instant awaited = Instant.EPOCH;

  private static final class Receiver {
    private int inside;
    private Duration took = TOOK_FIRST;
    private Instant next = Instant.EPOCH;
  }

  /**
   * @param max for one receiver
   */
  Crowd(int max) {
    this.max = max;
  }

  /** Takes a place, where there is one. */
  boolean enter(String name) {
    var receiver = receivers.computeIfAbsent(name, _ -> new Receiver());
    if (receiver.inside >= max) {
      return false;
    }
    receiver.inside++;
    return true;
  }

  /** When to come again, for one who found no place. */
  Instant appointment(String name, Instant now) {
    var receiver = receivers.computeIfAbsent(name, _ -> new Receiver());
    var first = receiver.next.isAfter(now) ? receiver.next : now;
    var next = first.plus(receiver.took.dividedBy(max));
    var last = now.plus(AHEAD_MAX);
    receiver.next = next.isAfter(last) ? last : next;
    awaited = receiver.next.isAfter(awaited) ? receiver.next : awaited;
    return receiver.next;
  }

  /** Whether somebody has an appointment that is not over. */
  boolean isAwaited(Instant now) {
    return !now.isAfter(awaited);
  }

  /** Gives the place back after so long. */
  void leave(String name, Duration took) {
    receivers.computeIfPresent(
        name,
        (_, receiver) -> {
          receiver.took = took;
          receiver.inside--;
          return receiver.inside == 0 ? null : receiver;
        });
  }
}
