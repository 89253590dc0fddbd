package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people are asked about one task. Questions may hold placeholders; an empty one stands for
 * the server's words.
 *
 * @param confirm before it begins, whether it may; or null
 * @param ask before it begins, what it needs to know; or null
 * @param review of its answer, whether it is good; or null
 * @param expiresIn how long each question stays open, or null for the server's figure
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HumanInput(
    @Nullable String confirm,
    @Nullable Ask ask,
    @Nullable String review,
    @Nullable Duration expiresIn) {
  /** The server's words. */
  public static final String DEFAULT_WORDS = "";

  /**
   * A question of the author's own.
   *
   * @param choices the only answers, or empty where a text is asked for
   * @param type {@code string}, {@code number}, {@code integer} or {@code boolean}
   * @param pattern a regular expression that the whole text matches, or null
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Ask(
      String question,
      List<String> choices,
      String type,
      @Nullable Integer minLength,
      @Nullable Integer maxLength,
      @Nullable String pattern) {
    public Ask {
      choices = List.copyOf(choices);
    }
  }
}
