package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a person is asked. {@link AnswerCheck} says what counts as an answer.
 *
 * @param subject what is judged, or null where nothing is
 * @param choices of a {@link Kind#CHOICE}, in the order shown; else empty
 * @param rules of a {@link Kind#TEXT}; else null
 * @param expiresIn how long it stays open, counted from when it was recorded
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Question(
    Kind kind,
    String text,
    @Nullable Subject subject,
    List<String> choices,
    @Nullable AnswerRules rules,
    Duration expiresIn) {
  /** Question, choices and rules as they were journaled without the empty ones. */
  @SuppressWarnings("ConstantValue")
  public Question {
    choices = choices == null ? List.of() : List.copyOf(choices);
  }

  /** What kind of answer it wants. */
  public enum Kind {
    /** Yes or no to something that is about to happen. */
    APPROVAL,
    /** Yes, no, or what is to be changed about something that was made. */
    REVIEW,
    /** One of several. */
    CHOICE,
    /** Words or a value. */
    TEXT;

    /** As journals and answers have it. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is judged. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Output.class, name = "output"),
    @JsonSubTypes.Type(value = Call.class, name = "tool_call")
  })
  public sealed interface Subject {}

  /** The answer of a task. */
  public record Output(String output) implements Subject {}

  /**
   * A tool call that has not been made.
   *
   * @param arguments as the model wrote them: JSON text that may be invalid
   */
  public record Call(String tool, String arguments) implements Subject {}
}
