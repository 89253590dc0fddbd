package dev.rcrewai.config;

import java.util.Map;
import java.util.Optional;

/**
 * Secrets that files of the operator name instead of holding them: {@code name: value} in YAML, and
 * so in JSON. Read anew when the secret was swapped. Thread-safe.
 */
public final class NamedSecrets {
  /** There are none. */
  public static final NamedSecrets NONE = new NamedSecrets(new Secret(""));

  private record Reading(String text, Map<String, String> values) {}

  private final Secret text;
  private volatile Reading last = new Reading("", Map.of());

  /**
   * @param text as {@link ToolRules#namedSecrets} allows it
   */
  public NamedSecrets(Secret text) {
    this.text = text;
  }

  /** The secret of that name as it is now. */
  public Optional<String> find(String name) {
    var now = text.get();
    var reading = last;
    if (!reading.text().equals(now)) {
      reading = new Reading(now, parse(now).orElseThrow());
      last = reading;
    }
    return Optional.ofNullable(reading.values().get(name));
  }

  /** The values by name, or empty where the text is something else. */
  static Optional<Map<String, String>> parse(String text) {
    return MapText.parse(
        text, value -> Optional.ofNullable(value instanceof String one ? one : null));
  }
}
