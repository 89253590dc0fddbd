package dev.rcrewai.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this server, as the build wrote it. */
public final class Version {
  private static final String VALUE = read();

  private Version() {}

  /** For example {@code 0.1.0}. */
  public static String value() {
    return VALUE;
  }

  private static String read() {
    try (var in = Version.class.getResourceAsStream("/version.properties")) {
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
