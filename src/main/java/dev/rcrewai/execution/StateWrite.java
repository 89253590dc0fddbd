package dev.rcrewai.execution;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a flow's step writes to the flow's state.
 *
 * @param wave the wave in which it ran, from 1
 * @param order its step's place in the flow, from 0: of one wave the last one stands
 * @param set new values by field, as JSON has them
 */
public record StateWrite(int wave, int order, Map<String, @Nullable Object> set) {
  public StateWrite {
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
  }

  /** The state after these, whatever the order in which they came. */
  public static Map<String, @Nullable Object> after(
      Map<String, ? extends @Nullable Object> first, List<StateWrite> writes) {
    var state = new TreeMap<String, @Nullable Object>(first);
    writes.stream()
        .sorted((a, b) -> a.wave != b.wave ? a.wave - b.wave : a.order - b.order)
        .forEach(write -> state.putAll(write.set));
    return state;
  }
}
