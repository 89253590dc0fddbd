package dev.rcrewai.config;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The secrets with which webhooks are signed, as Standard Webhooks writes them: {@code whsec_} and
 * base64. A caller may have several, while one takes the place of another. Read anew when one was
 * swapped. Thread-safe.
 */
public final class WebhookSecrets {
  private static final String PREFIX = "whsec_";
  private static final int BYTES_MIN = 24;
  private static final int BYTES_MAX = 64;

  private record Reading(
      String common, String byCaller, List<byte[]> forAll, Map<String, List<byte[]>> forOne) {}

  private final Secret common;
  private final Secret byCaller;
  private volatile Reading last = new Reading("", "", List.of(), Map.of());

  /**
   * @param common for callers who have none of their own, separated by spaces; empty for none
   * @param byCaller the secret or the secrets of each caller, as a map in YAML; empty for none
   */
  public WebhookSecrets(Secret common, Secret byCaller) {
    this.common = common;
    this.byCaller = byCaller;
  }

  /** Those of a caller; each signs what is sent. Empty where there is none. */
  public List<byte[]> of(String caller) {
    var reading = last;
    if (!common.is(reading.common()) || !byCaller.is(reading.byCaller())) {
      reading = read(common.get(), byCaller.get());
      last = reading;
    }
    return reading.forOne().getOrDefault(caller, reading.forAll());
  }

  private static Reading read(String common, String byCaller) {
    return new Reading(
        common, byCaller, secrets(common).orElseThrow(), callers(byCaller).orElseThrow());
  }

  /** Secrets that are separated by spaces, or empty where one is none. */
  static Optional<List<byte[]>> secrets(String text) {
    return text.isBlank()
        ? Optional.of(List.of())
        : decoded(Stream.of(text.strip().split("\\s+")).toList());
  }

  /** Secrets by caller, or empty where the text is something else. */
  static Optional<Map<String, List<byte[]>>> callers(String text) {
    return MapText.parse(text, WebhookSecrets::ofOne);
  }

  private static Optional<List<byte[]>> ofOne(@Nullable Object value) {
    return switch (value) {
      case String one -> secrets(one).filter(found -> !found.isEmpty());
      case List<?> several when !several.isEmpty() -> decoded(several);
      case null, default -> Optional.empty();
    };
  }

  private static Optional<List<byte[]>> decoded(List<?> texts) {
    var all = new ArrayList<byte[]>();
    for (var text : texts) {
      var key = text instanceof String one ? decoded(one) : Optional.<byte[]>empty();
      if (key.isEmpty()) {
        return Optional.empty();
      }
      all.add(key.get());
    }
    return Optional.of(List.copyOf(all));
  }

  private static Optional<byte[]> decoded(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      var key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
      return Optional.of(key).filter(k -> k.length >= BYTES_MIN && k.length <= BYTES_MAX);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
