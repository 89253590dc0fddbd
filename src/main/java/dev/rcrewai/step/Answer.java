package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What a person said to a {@link Question}, understood without doubt.
 *
 * @param text the comment, what is to be changed, the choice or the text itself; may be empty
 */
public record Answer(Decision decision, String text) {
  /** What it means. */
  public enum Decision {
    APPROVED,
    REJECTED,
    /** Not as it is; the text says what to change. */
    REVISE,
    /** The text is the answer. */
    ANSWERED;

    /** As journals and answers have it. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
