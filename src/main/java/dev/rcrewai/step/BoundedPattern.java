package dev.rcrewai.step;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that is matched with a bound on its work: one that backtracks without end
 * must not hold an event loop.
 */
public record BoundedPattern(Pattern pattern) {
  /** Characters looked at in one match; a few milliseconds. */
  static final int READS_MAX = 1_000_000;

  /**
   * @throws IllegalArgumentException where the text is no regular expression
   */
  public static BoundedPattern of(String text) {
    try {
      return new BoundedPattern(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "%s near index %d".formatted(e.getDescription(), e.getIndex()), e);
    }
  }

  /** Whether the whole text matches; false too where it takes too long to find out. */
  public boolean matches(String text) {
    return bounded(text, Matcher::matches);
  }

  /** Whether some part of the text matches; false too where it takes too long to find out. */
  public boolean isFoundIn(String text) {
    return bounded(text, Matcher::find);
  }

  private boolean bounded(String text, Predicate<Matcher> match) {
    try {
      return match.test(pattern.matcher(new Metered(text)));
    } catch (TooCostly | StackOverflowError _) {
      return false;
    }
  }

  private static final class TooCostly extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooCostly() {
      super("too many steps", null, false, false);
    }
  }

  private static final class Metered implements CharSequence {
    private final String text;
    private int reads;

    Metered(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++reads > READS_MAX) {
        throw new TooCostly();
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
