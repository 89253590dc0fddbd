package dev.rcrewai.config;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keys of providers that are kept here for callers, or for crews, who name the one that pays:
 * <code>{owner: {name: key}}</code> in YAML, and so in JSON. Read anew when the secret was swapped.
 * Thread-safe.
 */
public final class KeptKeys {
  private record Reading(String text, Map<String, Map<String, String>> keys) {}

  private final Secret text;
  private volatile Reading last = new Reading("", Map.of());

  /**
   * @param text as {@link Rule#keptKeys} allows it
   */
  public KeptKeys(Secret text) {
    this.text = text;
  }

  /** The key of that name, which is nobody's but this owner's; empty where there is none. */
  public Optional<String> find(String owner, String name) {
    var now = text.get();
    var reading = last;
    if (!reading.text().equals(now)) {
      reading = new Reading(now, parse(now).orElseThrow());
      last = reading;
    }
    return Optional.ofNullable(reading.keys().getOrDefault(owner, Map.of()).get(name));
  }

  /** The keys by name by owner, or empty where the text is something else. */
  static Optional<Map<String, Map<String, String>>> parse(String text) {
    return MapText.parse(text, KeptKeys::keys);
  }

  private static Optional<Map<String, String>> keys(@Nullable Object value) {
    return MapText.map(value, key -> Optional.ofNullable(key instanceof String one ? one : null));
  }
}
