package dev.rcrewai.cli;

import dev.rcrewai.config.SettingsLoader;
import java.nio.file.Path;
import java.util.Map;

/** Where the server was installed: what the settings name relatively is looked for there. */
final class Home {
  private static final String PROPERTY = "rcrewai.home";

  private Home() {}

  /** The settings of this process. */
  static SettingsLoader settings() {
    return settings(System.getenv());
  }

  /** The settings of that environment. */
  static SettingsLoader settings(Map<String, String> environment) {
    return new SettingsLoader(environment, Path.of(System.getProperty(PROPERTY, "")));
  }
}
