package dev.rcrewai.operation;

import dev.rcrewai.step.ProviderKeys;
import java.util.HashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads {@code Provider-Key: <provider>=<key>}, once for each provider: keys with which a caller
 * wants this execution to be paid. No answer and no log quotes one.
 */
final class ProviderKeyHeader {
  private static final String NAME = "Provider-Key";
  private static final Pattern FORM = Pattern.compile("([a-z0-9_-]{1,64})=([\\x21-\\x7e]{1,512})");

  private final Set<String> providers;

  /**
   * @param providers that are configured
   */
  ProviderKeyHeader(Set<String> providers) {
    this.providers = new TreeSet<>(providers);
  }

  static boolean isSent(Exchange exchange) {
    return exchange.header(NAME).isPresent();
  }

  /** Goes on with the keys, none where none was sent; answers 400 else. */
  void read(Exchange exchange, Consumer<ProviderKeys> action) {
    var keys = new HashMap<String, String>();
    for (var value : exchange.headers(NAME)) {
      var form = FORM.matcher(value.strip());
      if (!form.matches()) {
        exchange.problem(Problems.invalid(NAME + " is not of the form <provider>=<key>"));
        return;
      }
      var provider = form.group(1);
      if (!providers.contains(provider)) {
        var configured = String.join(", ", providers);
        exchange.problem(
            Problems.invalid(
                NAME
                    + " names '"
                    + provider
                    + "', which is not configured; there are: "
                    + configured));
        return;
      }
      if (keys.put(provider, form.group(2)) != null) {
        exchange.problem(Problems.invalid(NAME + " names '" + provider + "' twice"));
        return;
      }
    }
    action.accept(new ProviderKeys(keys));
  }
}
