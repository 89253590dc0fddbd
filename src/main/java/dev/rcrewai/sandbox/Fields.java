package dev.rcrewai.sandbox;

import dev.rcrewai.sandbox.Yaml.Entry;
import dev.rcrewai.sandbox.Yaml.Mapping;
import dev.rcrewai.sandbox.Yaml.Place;
import dev.rcrewai.sandbox.Yaml.Scalar;
import dev.rcrewai.sandbox.Yaml.Sequence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a script file, read key by key. A value that breaks its rule is a problem and
 * reads as absent; a key that nobody asked for is a problem when {@link #done()} is called.
 */
final class Fields {
  private final Place at;
  private final String what;
  private final Problems problems;
  private final Map<String, Entry> left = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  /**
   * @param what names the mapping in problems, for example {@code a rule}
   */
  Fields(@Nullable Yaml yaml, String what, Problems problems) {
    this.at = yaml == null ? Place.START : yaml.at();
    this.what = what;
    this.problems = problems;
    if (yaml instanceof Mapping(_, var entries)) {
      entries.forEach(e -> left.put(e.key(), e));
    } else {
      problems.add(at, what + " must be a mapping of keys to values");
    }
  }

  Place at() {
    return at;
  }

  boolean has(String key) {
    known.add(key);
    return left.containsKey(key);
  }

  /** Takes the value of a key; null where the key is absent. */
  @Nullable Yaml take(String key) {
    known.add(key);
    var entry = left.remove(key);
    return entry == null ? null : entry.value();
  }

  /** Takes a value through {@code read}, whose {@link IllegalArgumentException} is a problem. */
  <T> @Nullable T take(String key, Function<String, T> read) {
    var yaml = take(key);
    if (yaml == null) {
      return null;
    }
    if (!(yaml instanceof Scalar scalar)) {
      problems.add(yaml.at(), key + " must be a single value");
      return null;
    }
    try {
      return read.apply(scalar.text());
    } catch (IllegalArgumentException e) {
      problems.add(scalar.at(), key + ": " + e.getMessage());
      return null;
    }
  }

  @Nullable String text(String key) {
    return take(key, text -> text);
  }

  boolean flag(String key, boolean otherwise) {
    var flag = take(key, Fields::flag);
    return flag == null ? otherwise : flag;
  }

  int whole(String key, int min, int max, int otherwise) {
    var number = take(key, text -> whole(text, min, max));
    return number == null ? otherwise : number;
  }

  /** The items of a list, or none where the key is absent. */
  List<Yaml> items(String key) {
    return switch (take(key)) {
      case null -> List.of();
      case Sequence(_, var items) -> items;
      case Yaml other -> {
        problems.add(other.at(), key + " must be a list");
        yield List.of();
      }
    };
  }

  /** The entries of a mapping, or none where the key is absent. */
  List<Entry> entries(String key) {
    return switch (take(key)) {
      case null -> List.of();
      case Mapping(_, var entries) -> entries;
      case Yaml other -> {
        problems.add(other.at(), key + " must be a mapping of keys to values");
        yield List.of();
      }
    };
  }

  /** Reports the keys that nobody asked for. */
  void done() {
    for (var entry : left.values()) {
      problems.add(
          entry.at(),
          "unknown key '%s' in %s; known: %s"
              .formatted(entry.key(), what, String.join(", ", known)));
    }
  }

  static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' must be true or false");
    };
  }

  static int whole(String text, int min, int max) {
    if (text.matches("\\d{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "'%s' must be a whole number from %d to %d".formatted(text, min, max));
  }
}
