package dev.rcrewai.config;

import java.nio.file.Path;
import java.time.Duration;

/** Where crews are read from, and how often the directory is looked at for changes. */
public record CrewSettings(Path dir, Duration reloadInterval) {
  public CrewSettings {
    Require.positive("reloadInterval", reloadInterval);
  }
}
