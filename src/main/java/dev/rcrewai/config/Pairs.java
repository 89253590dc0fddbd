package dev.rcrewai.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** OpenTelemetry's {@code name=value,name=value}, where a value may be percent-encoded. */
public final class Pairs {
  /** Fit for a header and for an attribute. */
  private static final Pattern PAIR =
      Pattern.compile("\\s*([A-Za-z0-9._/-]{1,128})\\s*=\\s*([\\x21-\\x7e&&[^,]]*)\\s*");

  private Pairs() {}

  /** What a setting holds that was read before. */
  public static Map<String, String> of(String text) {
    return read(text).orElseThrow(() -> new IllegalStateException("no pairs of name=value"));
  }

  /** Empty where the text is something else; no text is no pairs. */
  static Optional<Map<String, String>> read(String text) {
    var pairs = new LinkedHashMap<String, String>();
    for (var part : text.isBlank() ? new String[0] : text.split(",", -1)) {
      var pair = PAIR.matcher(part);
      if (!pair.matches()) {
        return Optional.empty();
      }
      try {
        var literal = pair.group(2).replace("+", "%2B"); // which is no space here
        pairs.put(pair.group(1), URLDecoder.decode(literal, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.of(pairs);
  }
}
