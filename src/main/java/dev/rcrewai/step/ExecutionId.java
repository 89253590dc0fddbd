package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Names one execution; a time-ordered UUID in its usual text form. */
public record ExecutionId(@JsonValue String text) {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
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
