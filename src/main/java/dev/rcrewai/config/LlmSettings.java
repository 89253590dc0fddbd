package dev.rcrewai.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Chat calls.
 *
 * @param provider the provider of agents that name none
 * @param model the model of agents that name none
 * @param fallback who is asked when a model fails, each as {@code provider/model}
 * @param temperature of agents that name none; null leaves it to the provider
 * @param maxTokens the longest answer, in tokens
 * @param validateSsl whether the provider's certificate is checked
 * @param prices the price table
 * @param providers by name
 * @param rates how much each may be asked, by its name
 */
public record LlmSettings(
    String provider,
    String model,
    List<String> fallback,
    @Nullable Double temperature,
    int maxTokens,
    ChatTimes times,
    ChatGuards guards,
    boolean validateSsl,
    Path prices,
    Map<String, ProviderSettings> providers,
    Map<String, RateSettings> rates) {
  static final String SANDBOX_MODEL = "scripted";
  private static final String OPENAI_EMBEDDER = "text-embedding-3-small";
  private static final String GOOGLE_EMBEDDER = "gemini-embedding-001";
  private static final String OLLAMA_EMBEDDER = "nomic-embed-text";

  /** OpenAI's reasoning models, by whatever host; they refuse any temperature but their own. */
  private static final Pattern OWN_TEMPERATURE = Pattern.compile("(?:.*/)?(?:o\\d|gpt-5).*");

  public LlmSettings {
    providers = Map.copyOf(providers);
    rates = Map.copyOf(rates);
    fallback = List.copyOf(fallback);
    Require.that(
        temperature == null || (temperature >= 0 && temperature <= 2),
        "temperature is " + temperature + "; expected 0 to 2");
    Require.atLeast("maxTokens", maxTokens, 1);
  }

  /** The same with one more provider, such as the sandbox once its port is known. */
  public LlmSettings with(ProviderSettings more) {
    var all = new HashMap<>(providers);
    all.put(more.name(), more);
    return new LlmSettings(
        provider,
        model,
        fallback,
        temperature,
        maxTokens,
        times,
        guards,
        validateSsl,
        prices,
        all,
        rates);
  }

  /** How much the provider of this name may be asked. */
  public RateSettings rateOf(String name) {
    return rates.getOrDefault(name, RateSettings.NONE);
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

  /**
   * The model that makes vectors where a crew names none of this provider's; null where the
   * provider makes none, or where none is known: hosts of one's own have what they have.
   */
  public @Nullable String embedderOf(String name) {
    var named = providers.get(name);
    if (name.equals(ProviderSettings.SANDBOX)) {
      return SANDBOX_MODEL;
    }
    return named == null
        ? null
        : switch (named.dialect()) {
          case Dialect.OpenAi _ -> name.equals(ProviderSettings.OPENAI) ? OPENAI_EMBEDDER : null;
          case Dialect.Azure _ -> OPENAI_EMBEDDER;
          case Dialect.Google _ -> GOOGLE_EMBEDDER;
          case Dialect.Ollama _ -> OLLAMA_EMBEDDER;
          case Dialect.Anthropic _ -> null;
        };
  }

  /** The temperature of agents that name this model and none; null where it takes none. */
  public @Nullable Double temperatureOf(String name) {
    return takesTemperature(name) ? temperature : null;
  }

  /** Whether this model takes another temperature than its own, as far as is known. */
  public boolean takesTemperature(String name) {
    return !OWN_TEMPERATURE.matcher(name).matches();
  }
}
