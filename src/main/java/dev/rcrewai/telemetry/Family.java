package dev.rcrewai.telemetry;

import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * All meters of one name, kept by their label values: building a meter anew costs far more than
 * counting with it. Thread-safe.
 */
final class Family<M> {
  private final ConcurrentHashMap<List<String>, M> meters = new ConcurrentHashMap<>();
  private final String[] labels;
  private final Function<Tags, M> register;

  /**
   * @param register makes the meter of one set of label values
   * @param labels the names of the labels, in the order of their values in {@link #of}
   */
  Family(Function<Tags, M> register, String... labels) {
    this.labels = labels;
    this.register = register;
  }

  M of(String... values) {
    var key = List.of(values);
    var known = meters.get(key); // computing may take a lock even where it is there
    return known == null ? meters.computeIfAbsent(key, this::create) : known;
  }

  private M create(List<String> values) {
    if (values.size() != labels.length) {
      throw new IllegalArgumentException(
          "label values %s; expected one for each of %s".formatted(values, Arrays.asList(labels)));
    }
    var tags = Tags.empty();
    for (int i = 0; i < labels.length; i++) {
      tags = tags.and(labels[i], values.get(i));
    }
    return register.apply(tags);
  }
}
