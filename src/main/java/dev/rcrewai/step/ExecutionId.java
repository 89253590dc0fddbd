package dev.rcrewai.step;

import java.util.regex.Pattern;

/** Names one execution; a time-ordered UUID in its usual text form. */
public record ExecutionId(String text) {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  public ExecutionId {
    if (!isValid(text)) {
      throw new IllegalArgumentException("'" + text + "' is no execution id; expected a UUID");
    }
  }

  /** Whether the text has the form of an execution id. */
  public static boolean isValid(String text) {
    return UUID.matcher(text).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
