package dev.rcrewai.config;

import java.nio.file.Path;

/** Where journals are kept. */
public record StoreSettings(Kind kind, Path dataDir) {
  /** The stores there are. */
  public enum Kind {
    SQLITE
  }
}
