package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a text has to be.
 *
 * @param minLength in characters
 * @param maxLength in characters
 * @param pattern a regular expression that the whole text matches
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AnswerRules(
    Type type, @Nullable Integer minLength, @Nullable Integer maxLength, @Nullable String pattern) {
  /** Any text that is not empty. */
  public static final AnswerRules NONE = new AnswerRules(Type.STRING, null, null, null);

  /** What the text stands for. */
  public enum Type {
    STRING,
    NUMBER,
    INTEGER,
    BOOLEAN;

    /** As crews, journals and answers have it. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
