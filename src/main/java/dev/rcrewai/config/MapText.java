package dev.rcrewai.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A setting that is a map, as YAML and so as JSON. */
final class MapText {
  private static final LoadSettings YAML = LoadSettings.builder().build();

  /** Reads a value of the map; empty where it is something else. */
  interface Reader<T> {
    Optional<T> read(@Nullable Object value);
  }

  private MapText() {}

  /** The map, or empty where the text is something else; no text is an empty map. */
  static <T> Optional<Map<String, T>> parse(String text, Reader<T> reader) {
    if (text.isBlank()) {
      return Optional.of(Map.of());
    }
    try {
      return map(new Load(YAML).loadFromString(text), reader);
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  static <T> Optional<Map<String, T>> map(@Nullable Object value, Reader<T> reader) {
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
}
