package dev.rcrewai.sandbox;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of a script, searched with a bound on its work: one that backtracks without
 * end must not hold the event loop.
 */
record Regex(Pattern pattern) {
  /** Characters looked at in one search; some tens of milliseconds. */
  static final int READS_MAX = 10_000_000;

  /**
   * @throws IllegalArgumentException where the text is no regular expression
   */
  static Regex of(String text) {
    try {
      return new Regex(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "not a regular expression: %s near index %d".formatted(e.getDescription(), e.getIndex()),
          e);
    }
  }

  /**
   * Every name by which a template may refer to a group: its number, and its name if it has one.
   */
  Set<String> groups() {
    var names = new LinkedHashSet<>(pattern.namedGroups().keySet());
    names.addAll(numbers());
    return names;
  }

  Set<String> numbers() {
    var numbers = new LinkedHashSet<String>();
    for (int i = 0; i <= pattern.matcher("").groupCount(); i++) {
      numbers.add(Integer.toString(i));
    }
    return numbers;
  }

  /**
   * The groups of the first match by number and name, or null where there is none. Groups that took
   * no part are absent; group 0 is the whole match.
   */
  @Nullable Map<String, String> find(String text) {
    var matcher = pattern.matcher(new Metered(text));
    try {
      if (!matcher.find()) {
        return null;
      }
    } catch (StackOverflowError e) {
      throw new TooCostly(this, e);
    }
    var groups = new LinkedHashMap<String, String>();
    for (int i = 0; i <= matcher.groupCount(); i++) {
      put(groups, Integer.toString(i), matcher.group(i));
    }
    pattern.namedGroups().forEach((name, i) -> put(groups, name, matcher.group(i)));
    return groups;
  }

  private static void put(Map<String, String> groups, String name, @Nullable String value) {
    if (value != null) {
      groups.put(name, value);
    }
  }

  /** A search that was given up. */
  static final class TooCostly extends RuntimeException {
    TooCostly(Regex regex, @Nullable Throwable cause) {
      super("gave up matching the regular expression " + regex.pattern() + "; simplify it", cause);
    }
  }

  private final class Metered implements CharSequence {
    private final String text;
    private int reads;

    Metered(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++reads > READS_MAX) {
        throw new TooCostly(Regex.this, null);
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
