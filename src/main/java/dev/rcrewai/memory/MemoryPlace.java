package dev.rcrewai.memory;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** A place among memories that are sorted by time and id: right after that one. */
public record MemoryPlace(Instant at, String id) {
  /** As callers get it and give it back. */
  public String token() {
    return at + "~" + id;
  }

  /** The place of a token; empty where it is none. */
  public static Optional<MemoryPlace> of(String token) {
    int mark = token.indexOf('~');
    try {
      return mark < 0
          ? Optional.empty()
          : Optional.of(
              new MemoryPlace(Instant.parse(token.substring(0, mark)), token.substring(mark + 1)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
