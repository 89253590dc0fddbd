package dev.rcrewai.telemetry;

import net.logstash.logback.stacktrace.ShortenedThrowableConverter;

/** Stack traces of bounded size, with all causes. */
final class StackTraces {
  private static final int FRAMES_MAX = 40;
  private static final int CHARS_MAX = 16 * 1024;

  private StackTraces() {}

  static ShortenedThrowableConverter converter() {
    var converter = new ShortenedThrowableConverter();
    converter.setMaxDepthPerThrowable(FRAMES_MAX);
    converter.setMaxLength(CHARS_MAX);
    converter.start();
    return converter;
  }
}
