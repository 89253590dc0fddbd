package dev.rcrewai.tool.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses as a model writes them, and whom of them mail may go to.
 *
 * @param allowed addresses and domains as {@code @example.org}, in any case
 */
record Receivers(List<String> allowed) {
  /** The addresses of everyday mail: no name beside them, no quotes, nothing that ends a line. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*");

  /** The addresses of a list that is separated by commas or semicolons. */
  static List<String> split(String text) {
    List<String> all = new ArrayList<>();
    for (String part : text.split("[,;]", -1)) {
      if (!part.isBlank()) {
        all.add(part.strip());
      }
    }
    return all;
  }

  /** What is wrong with an address, if anything. */
  Optional<String> problem(String address) {
    if (!ADDRESS.matcher(address).matches()) {
      return Optional.of("is no plain mail address");
    }
    return isAllowed(address)
        ? Optional.empty()
        : Optional.of("is nobody whom mail may go to. Do not try others like it");
  }

  private boolean isAllowed(String address) {
    String lower = address.toLowerCase(Locale.ROOT);
    String domain = lower.substring(lower.indexOf('@'));
    return allowed.stream()
        .map(one -> one.toLowerCase(Locale.ROOT))
        .anyMatch(one -> one.equals(lower) || one.equals(domain));
  }
}
