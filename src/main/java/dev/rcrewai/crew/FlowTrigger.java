package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * When a step runs.
 *
 * @param start whether it is among those that the flow begins with
 * @param when how many of its sources it waits for
 * @param sources steps that complete, and labels that are given; empty where it only starts
 */
public record FlowTrigger(
    boolean start, When when, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> sources) {
  /** Which sources it takes. */
  public enum When {
    /** Once for every wave in which any of them came. */
    ANY,
    /** Once all of them have come since it ran for their sake. */
    ALL;

    /** The word in JSON. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Empty lists are not written. */
  @SuppressWarnings("ConstantValue")
  public FlowTrigger {
    sources = sources == null ? List.of() : List.copyOf(sources);
  }
}
