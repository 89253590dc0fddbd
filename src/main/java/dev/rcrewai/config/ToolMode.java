package dev.rcrewai.config;

import java.util.Locale;

/** How a provider's models are told of tools. */
public enum ToolMode {
  /** In the provider's own way, and as text to models of which it says that they take none. */
  AUTO,
  /** In the provider's own way. */
  NATIVE,
  /** As text. */
  TEXT;

  static ToolMode of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
