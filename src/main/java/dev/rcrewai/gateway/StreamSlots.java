package dev.rcrewai.gateway;

import dev.rcrewai.config.ClusterSettings;
import java.util.HashMap;
import java.util.Map;

/** The event streams of this node, counted over all instances of the door. Thread-safe. */
public final class StreamSlots {
  private final int max;
  private final int callerMax;
  private final Map<String, Integer> taken = new HashMap<>();
  private int open;

  /** Whether a stream may be opened. */
  enum Slot {
    TAKEN,
    CALLER_HAS_ALL,
    NODE_IS_FULL
  }

  public StreamSlots(ClusterSettings settings) {
    this.max = settings.streamsMax();
    this.callerMax = settings.callerStreamsMax();
  }

  synchronized Slot take(String caller) {
    if (taken.getOrDefault(caller, 0) >= callerMax) {
      return Slot.CALLER_HAS_ALL;
    }
    if (open >= max) {
      return Slot.NODE_IS_FULL;
    }
    open++;
    taken.merge(caller, 1, Integer::sum);
    return Slot.TAKEN;
  }

  synchronized void giveBack(String caller) {
    open--;
    taken.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
  }

  synchronized int open() {
    return open;
  }
}
