package dev.rcrewai.engine;

import dev.rcrewai.step.StepPath;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long people have kept one task waiting: the time in which at least one of its questions was
 * open. Its agent's own time does not run meanwhile.
 *
 * @param total of what is over
 * @param since when a question has been open without a break, or null where none is
 */
record Pause(Duration total, @Nullable Instant since, Set<StepPath> open) {
  static final Pause NONE = new Pause(Duration.ZERO, null, Set.of());

  Pause {
    open = Set.copyOf(open);
  }

  boolean lasts() {
    return since != null;
  }

  Pause begun(StepPath question, Instant at) {
    var more = new HashSet<>(open);
    more.add(question);
    return new Pause(total, since == null ? at : since, more);
  }

  Pause ended(StepPath question, Instant at) {
    var left = new HashSet<>(open);
    if (!left.remove(question) || !left.isEmpty() || since == null) {
      return new Pause(total, since, left);
    }
    return new Pause(total.plus(Duration.between(since, at)), null, left);
  }
}
