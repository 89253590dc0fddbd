package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a crew can remember from one execution to the next. */
public enum MemoryKind {
  /** How its last tasks went, well or not. */
  SHORT_TERM,
  /** What its tasks achieved; of answers that are nearly the same, the newest. */
  LONG_TERM,
  /** Who and what its answers were about. */
  ENTITY,
  /** Which tools it called with what, and what came of it. */
  TOOL;

  /** As YAML, journals and the API have it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind that this word names. */
  @JsonCreator
  public static MemoryKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
