package dev.rcrewai.sandbox;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value taken from a prompt by the first case whose regular expression is found.
 *
 * @param otherwise the value where no case is found; null leaves it without a value
 */
record Extraction(From from, List<Case> cases, @Nullable Template otherwise) {
  Extraction {
    cases = List.copyOf(cases);
  }

  /** Where a value is looked for. */
  sealed interface From {
    record Told(Source source) implements From {}

    /** In the value of an earlier extraction. */
    record Earlier(String name) implements From {}
  }

  /**
   * @param as the value, with the groups of {@code regex}; null means group 1, or else the match
   */
  record Case(Regex regex, @Nullable Template as) {}

  /** The value, or null. */
  @Nullable String value(Values values) {
    var text =
        switch (from) {
          case From.Told(var source) -> values.text(source);
          case From.Earlier(var name) -> values.named(name);
        };
    if (text != null) {
      for (var attempt : cases) {
        var groups = attempt.regex().find(text);
        if (groups != null) {
          return value(attempt, groups, values);
        }
      }
    }
    return otherwise == null ? null : otherwise.fill(values);
  }

  private static @Nullable String value(Case found, Map<String, String> groups, Values values) {
    if (found.as() != null) {
      return found.as().fill(values.with(groups));
    }
    return groups.getOrDefault("1", groups.get("0"));
  }
}
