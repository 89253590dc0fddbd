package dev.rcrewai.tool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call. They fit the tool's schema, so each that is there has its type.
 *
 * @param values strings, numbers, booleans, lists and maps by name; no nulls: what a model left out
 *     or set to null is not there
 */
public record ToolArguments(Map<String, Object> values) {
  public ToolArguments {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** A text that the schema requires. */
  public String text(String name) {
    if (find(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("'" + name + "' is no required string of this tool");
  }

  /** A text, or the fallback where the model gave none. */
  public String text(String name, String fallback) {
    return find(name) == null ? fallback : text(name);
  }

  /** A whole number, or the fallback; the schema bounds it to the range of an int. */
  public int integer(String name, int fallback) {
    return find(name) instanceof Number number ? Math.toIntExact(number.longValue()) : fallback;
  }

  /** Yes or no, or the fallback. */
  public boolean flag(String name, boolean fallback) {
    return find(name) instanceof Boolean flag ? flag : fallback;
  }

  /** Texts; none where the model gave none. */
  public List<String> texts(String name) {
    return find(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  private @Nullable Object find(String name) {
    return values.get(name);
  }
}
