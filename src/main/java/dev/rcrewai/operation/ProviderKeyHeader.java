package dev.rcrewai.operation;

import dev.rcrewai.step.ProviderKeys;
import java.util.HashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Provider-Key: <provider>=<key>}, once for each provider: keys with which a caller
 * wants this execution to be paid. No answer and no log quotes one. What {@code provider_keys} in
 * the body names instead is checked along.
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
      var fault =
          form.matches()
              ? fault(NAME, form.group(1), keys.put(form.group(1), form.group(2)) != null)
              : NAME + " is not of the form <provider>=<key>";
      if (fault != null) {
        exchange.problem(Problems.invalid(fault));
        return;
      }
    }
    for (var provider : ExecutionRequests.keyNames(exchange.object()).keySet()) {
      var fault = fault("provider_keys", provider, keys.containsKey(provider));
      if (fault != null) {
        exchange.problem(Problems.invalid(fault));
        return;
      }
    }
    action.accept(new ProviderKeys(keys));
  }

  private @Nullable String fault(String where, String provider, boolean again) {
    if (!providers.contains(provider)) {
      return "%s names '%s', which is not configured; there are: %s"
          .formatted(where, provider, String.join(", ", providers));
    }
    return again ? where + " names '" + provider + "' twice" : null;
  }
}
