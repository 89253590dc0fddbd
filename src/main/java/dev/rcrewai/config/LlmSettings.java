package dev.rcrewai.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chat calls.
 *
 * @param provider the provider of agents that name none
 * @param model the model of agents that name none
 * @param temperature sampling temperature of agents that name none
 * @param maxTokens the longest answer, in tokens
 * @param timeout one attempt at one chat call, from send to the last byte
 * @param connectTimeout the provider must accept the connection within it
 * @param retryLimit further attempts after the first
 * @param retryDelay the base of the exponential back-off
 * @param concurrentMax chat calls in flight per provider on this node
 * @param bulkheadQueueMax chat calls waiting for one of these slots
 * @param breakerFailuresMax failures in {@code breakerWindow} that open the circuit breaker
 * @param breakerWindow the rolling window of the breaker
 * @param breakerReset how long it stays open before one probe is let through
 * @param validateSsl whether the provider's certificate is checked
 * @param prices the price table
 * @param providers by name
 */
public record LlmSettings(
    String provider,
    String model,
    double temperature,
    int maxTokens,
    Duration timeout,
    Duration connectTimeout,
    int retryLimit,
    Duration retryDelay,
    int concurrentMax,
    int bulkheadQueueMax,
    int breakerFailuresMax,
    Duration breakerWindow,
    Duration breakerReset,
    boolean validateSsl,
    Path prices,
    Map<String, ProviderSettings> providers) {
  static final String SANDBOX_MODEL = "scripted";

  public LlmSettings {
    providers = Map.copyOf(providers);
    Require.that(
        temperature >= 0 && temperature <= 2,
        "temperature is " + temperature + "; expected 0 to 2");
    Require.atLeast("maxTokens", maxTokens, 1);
    Require.positive("timeout", timeout);
    Require.positive("connectTimeout", connectTimeout);
    Require.atLeast("retryLimit", retryLimit, 0);
    Require.notNegative("retryDelay", retryDelay);
    Require.atLeast("concurrentMax", concurrentMax, 1);
    Require.atLeast("bulkheadQueueMax", bulkheadQueueMax, 0);
    Require.atLeast("breakerFailuresMax", breakerFailuresMax, 1);
    Require.positive("breakerWindow", breakerWindow);
    Require.positive("breakerReset", breakerReset);
  }

  /** The same with one more provider, such as the sandbox once its port is known. */
  public LlmSettings with(ProviderSettings more) {
    var all = new HashMap<>(providers);
    all.put(more.name(), more);
    return new LlmSettings(
        provider,
        model,
        temperature,
        maxTokens,
        timeout,
        connectTimeout,
        retryLimit,
        retryDelay,
        concurrentMax,
        bulkheadQueueMax,
        breakerFailuresMax,
        breakerWindow,
        breakerReset,
        validateSsl,
        prices,
        all);
  }

  /** Whether chats go to the scripted sandbox by default. */
  public boolean isSandbox() {
    return provider.equals(ProviderSettings.SANDBOX);
  }

  /** The names that agents may give: those that are configured, and the default. */
  public Set<String> providerNames() {
    var names = new TreeSet<>(providers.keySet());
    names.add(provider);
    return names;
  }

  /** The model of agents that name this provider and no model. */
  public String modelOf(String name) {
    var named = providers.get(name);
    return name.equals(provider) || named == null ? model : named.dialect().model();
  }
}
