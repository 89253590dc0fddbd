package dev.rcrewai.config;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** How texts from outside appear in messages: short, on one line, and without passwords. */
final class Shown {
  private static final int CHARS_MAX = 120;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\u2028\\u2029]+");
  private static final Pattern USER_IN_URL = Pattern.compile("//[^/@]*@");
  private static final Pattern QUERY_IN_URL = Pattern.compile("(://[^?]*\\?).+");

  private Shown() {}

  static String text(String text) {
    var line = UNPRINTABLE.matcher(text).replaceAll(" ");
    var userless = USER_IN_URL.matcher(line).replaceAll("//[secret]@");
    var safe = QUERY_IN_URL.matcher(userless).replaceAll("$1[secret]");
    return safe.length() <= CHARS_MAX ? safe : safe.substring(0, CHARS_MAX) + "…";
  }

  /** The value of this key: quoted, or of a secret its length. */
  static String value(Key<?> key, String text) {
    return switch (key.kind()) {
      case PLAIN -> "'" + text(text) + "'";
      case SECRET -> "a text of " + text.getBytes(StandardCharsets.UTF_8).length + " bytes";
    };
  }
}
