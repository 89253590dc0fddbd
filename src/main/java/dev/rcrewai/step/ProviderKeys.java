package dev.rcrewai.step;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys other than the server's own that a chat is asked with, by provider. They stay in the memory
 * of the node that asks: nothing stores, journals or logs them.
 *
 * @param ofCaller what the caller pays with; it goes before the others
 * @param ofCrew what the operator keeps for the crew, and pays for
 */
public record ProviderKeys(Map<String, String> ofCaller, Map<String, String> ofCrew) {
  public static final ProviderKeys NONE = new ProviderKeys(Map.of());

  public ProviderKeys {
    ofCaller = Map.copyOf(ofCaller);
    ofCrew = Map.copyOf(ofCrew);
  }

  /** Those of a caller. */
  public ProviderKeys(Map<String, String> ofCaller) {
    this(ofCaller, Map.of());
  }

  /** The same, and one of the crew. */
  public ProviderKeys withCrews(String provider, String key) {
    var more = new HashMap<>(ofCrew);
    more.put(provider, key);
    return new ProviderKeys(ofCaller, more);
  }

  /** The key for that provider, or null where the server's own is to be used. */
  public @Nullable String find(String provider) {
    var callers = ofCaller.get(provider);
    return callers == null ? ofCrew.get(provider) : callers;
  }

  /** Whether the caller pays for what that provider is asked. */
  public boolean isCallers(String provider) {
    return ofCaller.containsKey(provider);
  }

  /** The providers for which the caller has keys. */
  public Set<String> providers() {
    return ofCaller.keySet();
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "keys of the caller for " + providers() + ", of the crew for " + ofCrew.keySet();
  }
}
