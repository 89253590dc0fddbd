package dev.rcrewai.step;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys that a caller lends to one execution, by provider. They stay in the memory of the node that
 * accepted it: nothing stores, journals or logs them.
 */
public record ProviderKeys(Map<String, String> byProvider) {
  public static final ProviderKeys NONE = new ProviderKeys(Map.of());

  public ProviderKeys {
    byProvider = Map.copyOf(byProvider);
  }

  /** The key for that provider, or null where the server's own is to be used. */
  public @Nullable String find(String provider) {
    return byProvider.get(provider);
  }

  public Set<String> providers() {
    return byProvider.keySet();
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "keys for " + providers();
  }
}
