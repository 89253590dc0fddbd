package dev.rcrewai.config;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Secrets that files of the operator name instead of holding them: {@code name: value} in YAML, and
 * so in JSON. Read anew when the secret was swapped. Thread-safe.
 */
public final class NamedSecrets {
  /** There are none. */
  public static final NamedSecrets NONE = new NamedSecrets(new Secret(""));

  private record Reading(String text, Map<String, String> values) {}

  private final Secret text;
  private final Predicate<String> allowed;
  private volatile Reading last = new Reading("", Map.of());

  /**
   * @param text as {@link ToolRules#namedSecrets} allows it
   */
  public NamedSecrets(Secret text) {
    this(text, _ -> true);
  }

  private NamedSecrets(Secret text, Predicate<String> allowed) {
    this.text = text;
    this.allowed = allowed;
  }

  /** Those of them that crews may have sent to this address; to others there are no more. */
  public NamedSecrets sentTo(URI url, CrewSecrets crews) {
    return new NamedSecrets(text, name -> allowed.test(name) && crews.allows(name, url));
  }

  /** The secret of that name as it is now. */
  public Optional<String> find(String name) {
    var now = text.get();
    var reading = last;
    if (!reading.text().equals(now)) {
      reading = new Reading(now, parse(now).orElseThrow());
      last = reading;
    }
    return Optional.ofNullable(reading.values().get(name)).filter(_ -> allowed.test(name));
  }

  /** The values by name, or empty where the text is something else. */
  static Optional<Map<String, String>> parse(String text) {
    return MapText.parse(
        text, value -> Optional.ofNullable(value instanceof String one ? one : null));
  }
}
