package dev.rcrewai.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A test of one text. */
sealed interface TextMatch {
  /** What the test captured, by group; null where the text does not pass. */
  @Nullable Map<String, String> match(String text);

  /** The text holds {@code part}, in the same case. */
  record Contains(String part) implements TextMatch {
    @Override
    public @Nullable Map<String, String> match(String text) {
      return text.contains(part) ? Map.of() : null;
    }
  }

  /** The text is {@code whole}. */
  record Equals(String whole) implements TextMatch {
    @Override
    public @Nullable Map<String, String> match(String text) {
      return text.equals(whole) ? Map.of() : null;
    }
  }

  /** The regular expression is found somewhere in the text. */
  record Finds(Regex regex) implements TextMatch {
    @Override
    public @Nullable Map<String, String> match(String text) {
      return regex.find(text);
    }
  }
}
