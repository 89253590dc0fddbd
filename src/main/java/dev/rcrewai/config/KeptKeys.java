package dev.rcrewai.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Keys of providers that are kept here for callers, who name the one that pays: <code>
 * {caller: {name: key}}</code> in YAML, and so in JSON. Read anew when the secret was swapped.
 * Thread-safe.
 */
public final class KeptKeys {
  private static final LoadSettings YAML = LoadSettings.builder().build();

  private record Reading(String text, Map<String, Map<String, String>> keys) {}

  private final Secret text;
  private volatile Reading last = new Reading("", Map.of());

  /**
   * @param text as {@link Rule#keptKeys} allows it
   */
  public KeptKeys(Secret text) {
    this.text = text;
  }

  /** The key of that name, which is nobody's but this caller's; empty where there is none. */
  public Optional<String> find(String caller, String name) {
    var now = text.get();
    var reading = last;
    if (!reading.text().equals(now)) {
      reading = new Reading(now, parse(now).orElseThrow());
      last = reading;
    }
    return Optional.ofNullable(reading.keys().getOrDefault(caller, Map.of()).get(name));
  }

  /** The keys by name by caller, or empty where the text is something else. */
  static Optional<Map<String, Map<String, String>>> parse(String text) {
    if (text.isBlank()) {
      return Optional.of(Map.of());
    }
    try {
      return texts(new Load(YAML).loadFromString(text), KeptKeys::keys);
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, String>> keys(@Nullable Object value) {
    return texts(value, key -> Optional.ofNullable(key instanceof String one ? one : null));
  }

  private static <T> Optional<Map<String, T>> texts(@Nullable Object value, Reader<T> reader) {
    if (!(value instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    var all = new HashMap<String, T>();
    for (var entry : map.entrySet()) {
      var one = reader.read(entry.getValue());
      if (!(entry.getKey() instanceof String name) || one.isEmpty()) {
        return Optional.empty();
      }
      all.put(name, one.get());
    }
    return Optional.of(Map.copyOf(all));
  }

  private interface Reader<T> {
    Optional<T> read(@Nullable Object value);
  }
}
