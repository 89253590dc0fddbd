package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.flag;
import static dev.rcrewai.config.Rule.keptKeys;
import static dev.rcrewai.config.Rule.modelName;
import static dev.rcrewai.config.Rule.models;
import static dev.rcrewai.config.Rule.noneOrNumber;
import static dev.rcrewai.config.Rule.oneOf;
import static dev.rcrewai.config.Rule.path;
import static dev.rcrewai.config.Rule.seconds;
import static dev.rcrewai.config.Rule.wholeNumber;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chat calls. */
final class LlmSection {
  static final Section LLM = new Section("llm", "Chat calls");
  static final Key<String> PROVIDER =
      LLM.optional(
          "LLM_PROVIDER",
          "provider",
          oneOf(
              ProviderSettings.OPENAI,
              ProviderSettings.ANTHROPIC,
              ProviderSettings.GOOGLE,
              ProviderSettings.AZURE,
              ProviderSettings.OLLAMA,
              ProviderSettings.SANDBOX),
          "The provider of agents that name none; else the first one in this order that is"
              + " configured, else sandbox, whose answers are scripted");
  static final Key<String> MODEL =
      LLM.optional(
          "LLM_MODEL",
          "model",
          modelName(),
          "The model of agents that name neither model nor provider; else the provider's:"
              + " gpt-4o-mini, claude-sonnet-4-6, gemini-flash-latest, the deployment, qwen3:8b,"
              + " scripted");
  static final Key<List<String>> FALLBACK =
      LLM.optional(
          "LLM_FALLBACK",
          "fallback",
          models(),
          "Who is asked when an agent's model fails, in this order, as PROVIDER/MODEL separated by"
              + " commas; agents may name their own. Nobody unless it is set");
  static final Key<OptionalDouble> TEMPERATURE =
      LLM.key(
          "LLM_TEMPERATURE",
          "temperature",
          noneOrNumber("0", "2"),
          "0.1",
          "The sampling temperature of agents that name none, where their model takes one; none"
              + " leaves it to the provider");
  static final Key<Integer> MAX_TOKENS =
      LLM.key(
          "LLM_MAX_TOKENS",
          "max_tokens",
          wholeNumber(1, 1_000_000),
          "4000",
          "The longest answer, in tokens");
  static final Key<Duration> TIMEOUT =
      LLM.key(
          "LLM_TIMEOUT",
          "timeout",
          seconds("0.1", "3600"),
          "60",
          "One attempt at one chat call, from send to the last byte");
  static final Key<Duration> FIRST_TOKEN_TIMEOUT =
      LLM.key(
          "LLM_FIRST_TOKEN_TIMEOUT",
          "first_token_timeout",
          seconds("0.1", "3600"),
          "60",
          "A streamed answer must begin within it, once the request is sent");
  static final Key<Duration> SILENCE_TIMEOUT =
      LLM.key(
          "LLM_SILENCE_TIMEOUT",
          "silence_timeout",
          seconds("0.1", "3600"),
          "30",
          "The longest pause in the midst of a streamed answer");
  static final Key<Duration> CONNECT_TIMEOUT =
      LLM.key(
          "LLM_CONNECT_TIMEOUT",
          "connect_timeout",
          seconds("0.1", "600"),
          "10",
          "The provider must accept the connection within it");
  static final Key<Integer> RETRY_LIMIT =
      LLM.key(
          "LLM_RETRY_LIMIT", "retry_limit", wholeNumber(0, 10), "3", "Attempts after the first");
  static final Key<Duration> RETRY_DELAY =
      LLM.key(
          "LLM_RETRY_DELAY",
          "retry_delay",
          seconds("0", "600"),
          "2",
          "The base of the exponential back-off");
  static final Key<Integer> CONCURRENT_MAX =
      LLM.key(
          "MAX_CONCURRENT_REQUESTS",
          "max_concurrent",
          wholeNumber(1, 100_000),
          "200",
          "Chat calls in flight per provider on this node");
  static final Key<Integer> QUEUED_MAX =
      LLM.key(
          "MAX_QUEUED_REQUESTS",
          "max_queued",
          wholeNumber(0, 1_000_000),
          "10000",
          "Chat calls waiting for one of these slots");
  static final Key<Duration> QUEUE_TIMEOUT =
      LLM.key(
          "LLM_QUEUE_TIMEOUT",
          "queue_timeout",
          seconds("0.1", "3600"),
          "120",
          "How long one of them may wait for a slot or for the provider's rate");
  static final Key<Integer> BREAKER_FAILURES =
      LLM.key(
          "LLM_BREAKER_FAILURES",
          "breaker_failures",
          wholeNumber(1, 10_000),
          "10",
          "Failures within the window that open the circuit breaker");
  static final Key<Duration> BREAKER_WINDOW =
      LLM.key(
          "LLM_BREAKER_WINDOW",
          "breaker_window",
          seconds("1", "3600"),
          "30",
          "The rolling window of the circuit breaker");
  static final Key<Duration> BREAKER_RESET =
      LLM.key(
          "LLM_BREAKER_RESET",
          "breaker_reset",
          seconds("0.1", "3600"),
          "5",
          "How long it stays open before one call tries again");
  static final Key<Boolean> VALIDATE_SSL =
      LLM.key(
          "VALIDATE_SSL",
          "validate_ssl",
          flag(),
          "true",
          "Whether the provider's certificate is checked");
  static final Key<Secret> CALLER_KEYS =
      LLM.secret(
          "LLM_CALLER_KEYS",
          "caller_keys",
          keptKeys("caller"),
          "Keys that pay for executions of callers who name them in provider_keys, as caller:"
              + " {name: key} in YAML or JSON");
  static final Key<Secret> CREW_KEYS =
      LLM.secret(
          "LLM_CREW_KEYS",
          "crew_keys",
          keptKeys("crew"),
          "Keys that the agents of a crew name in llm.key and are asked with, as crew: {name: key}"
              + " in YAML or JSON");
  static final Key<Path> PRICES =
      LLM.key("LLM_PRICES", "prices", path(), "conf/prices.yaml", "The price table");

  private LlmSection() {}

  static LlmSettings read(Values in) {
    var providers = ProviderSection.read(in, in.find(PROVIDER));
    var provider =
        in.find(PROVIDER)
            .or(() -> providers.keySet().stream().findFirst())
            .orElse(ProviderSettings.SANDBOX);
    return new LlmSettings(
        provider,
        OwnHostSection.deployment(in, provider)
            .or(() -> in.find(MODEL))
            .orElse(modelOf(providers.get(provider))),
        fallback(in, providers.keySet(), provider),
        temperature(in),
        in.get(MAX_TOKENS),
        times(in),
        guards(in),
        in.get(VALIDATE_SSL),
        in.get(PRICES),
        providers,
        ProviderSection.rates(in));
  }

  static KeptKeys callerKeys(Values in) {
    return kept(in, CALLER_KEYS);
  }

  static KeptKeys crewKeys(Values in) {
    return kept(in, CREW_KEYS);
  }

  private static KeptKeys kept(Values in, Key<Secret> key) {
    return new KeptKeys(in.findOrAwait(key).orElseGet(() -> new Secret("")));
  }

  private static List<String> fallback(Values in, Set<String> providers, String provider) {
    var models = in.find(FALLBACK).orElse(List.of());
    for (var model : models) {
      var name = model.substring(0, model.indexOf('/'));
      if (!providers.contains(name) && !name.equals(provider)) {
        in.refuse(FALLBACK, "providers that are configured; " + name + " is not");
      }
    }
    return models;
  }

  private static @Nullable Double temperature(Values in) {
    var given = in.get(TEMPERATURE);
    return given.isPresent() ? (Double) given.getAsDouble() : null;
  }

  private static ChatTimes times(Values in) {
    return new ChatTimes(
        in.get(CONNECT_TIMEOUT),
        in.get(FIRST_TOKEN_TIMEOUT),
        in.get(SILENCE_TIMEOUT),
        in.get(TIMEOUT));
  }

  private static ChatGuards guards(Values in) {
    return new ChatGuards(
        in.get(RETRY_LIMIT),
        in.get(RETRY_DELAY),
        in.get(CONCURRENT_MAX),
        in.get(QUEUED_MAX),
        in.get(QUEUE_TIMEOUT),
        in.get(BREAKER_FAILURES),
        in.get(BREAKER_WINDOW),
        in.get(BREAKER_RESET));
  }

  /** The sandbox is no configured provider; the server adds it where it is the default. */
  private static String modelOf(@Nullable ProviderSettings provider) {
    return provider == null ? LlmSettings.SANDBOX_MODEL : provider.dialect().model();
  }
}
