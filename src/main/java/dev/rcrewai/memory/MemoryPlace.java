package dev.rcrewai.memory;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** A place among memories that are sorted by time and id: right after that one. */
public record MemoryPlace(Instant at, String id) {
  private static final Pattern TOKEN = Pattern.compile("(2\\d{3}-[^~]{1,40})~([0-9a-f]{24})");
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  /** As callers get it and give it back. */
  public String token() {
    return at + "~" + id;
  }

  /** The place of a token; empty where it is none. */
  public static Optional<MemoryPlace> of(String token) {
    var parts = TOKEN.matcher(token);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      var at = Instant.parse(parts.group(1));
      return at.isBefore(LAST)
          ? Optional.of(new MemoryPlace(at, parts.group(2)))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
