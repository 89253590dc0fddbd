package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.apiKey;
import static dev.rcrewai.config.Rule.baseUrl;
import static dev.rcrewai.config.Rule.label;
import static dev.rcrewai.config.Rule.oneOf;
import static dev.rcrewai.config.Rule.path;
import static dev.rcrewai.config.Rule.wholeNumber;

import dev.rcrewai.config.Dialect.OpenAi;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The providers that chats can go to; several may be configured at once. */
final class ProviderSection {
  static final Section OPENAI = new Section("openai", "OpenAI and servers that speak like it");
  static final Key<Secret> OPENAI_KEY =
      OPENAI.secret(
          "OPENAI_API_KEY",
          "api_key",
          apiKey(),
          "The key of api.openai.com; other hosts may need none");
  static final Key<URI> OPENAI_URL =
      OPENAI.key(
          "OPENAI_BASE_URL",
          "base_url",
          baseUrl(),
          "https://api.openai.com/v1",
          "Where chats go, with the version in the path");
  static final Key<String> MAX_TOKENS_FIELD =
      OPENAI.optional(
          "OPENAI_MAX_TOKENS_FIELD",
          "max_tokens_field",
          oneOf(OpenAi.MAX_COMPLETION_TOKENS, OpenAi.MAX_TOKENS),
          "What a request calls the longest answer; max_completion_tokens for api.openai.com,"
              + " max_tokens for other hosts");
  static final RateKeys OPENAI_RATE = RateKeys.of(OPENAI, "OPENAI");

  static final Key<String> OPENAI_TOOLS =
      OPENAI.key(
          "OPENAI_TOOLS",
          "tools",
          oneOf("auto", "native", "text"),
          "auto",
          "How models are told of tools: native, or described in the prompt for models without"
              + " tools (text); auto asks natively until a model is refused for its tools");

  static final Section ANTHROPIC = new Section("anthropic", "Anthropic");
  static final Key<Secret> ANTHROPIC_KEY =
      ANTHROPIC.secret(
          List.of("ANTHROPIC_API_KEY", "CLAUDE_API_KEY"),
          "api_key",
          apiKey(),
          "The key of api.anthropic.com; other hosts may need none");
  static final Key<URI> ANTHROPIC_URL =
      ANTHROPIC.key(
          "ANTHROPIC_BASE_URL",
          "base_url",
          baseUrl(),
          "https://api.anthropic.com",
          "Where chats go, without /v1");
  static final Key<String> ANTHROPIC_VERSION =
      ANTHROPIC.key(
          "ANTHROPIC_VERSION",
          "version",
          label(),
          "2023-06-01",
          "The version of the API; from 2026-10-21 on no temperature is sent");
  static final RateKeys ANTHROPIC_RATE = RateKeys.of(ANTHROPIC, "ANTHROPIC");

  static final Section GOOGLE = new Section("google", "Google Gemini");
  static final Key<Secret> GOOGLE_KEY =
      GOOGLE.secret(
          List.of("GOOGLE_API_KEY", "GEMINI_API_KEY"),
          "api_key",
          apiKey(),
          "The key of generativelanguage.googleapis.com; other hosts may need none");
  static final Key<URI> GOOGLE_URL =
      GOOGLE.key(
          "GOOGLE_BASE_URL",
          "base_url",
          baseUrl(),
          "https://generativelanguage.googleapis.com",
          "Where chats go, without the version");
  static final Key<String> GOOGLE_VERSION =
      GOOGLE.key("GOOGLE_API_VERSION", "api_version", label(), "v1beta", "The version of the API");
  static final RateKeys GOOGLE_RATE = RateKeys.of(GOOGLE, "GOOGLE");

  static final Section SANDBOX = new Section("sandbox", "The scripted provider");
  static final Key<Path> SCRIPTS =
      SANDBOX.key("SANDBOX_DIR", "dir", path(), "conf/sandbox", "Its scripts");
  static final Key<Integer> SANDBOX_PORT =
      SANDBOX.key(
          "SANDBOX_PORT", "port", wholeNumber(0, 65535), "0", "Its port; 0 picks a free one");

  private ProviderSection() {}

  /**
   * Those that are asked for by name or of which anything is configured, in the order in which they
   * become the default.
   *
   * @param named the default provider if one is named
   */
  static Map<String, ProviderSettings> read(Values in, Optional<String> named) {
    var providers = new LinkedHashMap<String, ProviderSettings>();
    Stream.of(
            hosted(in, named, ProviderSettings.OPENAI, OPENAI_KEY, OPENAI_URL, openai(in))
                .map(provider -> provider.with(ToolMode.of(in.get(OPENAI_TOOLS)))),
            hosted(
                in,
                named,
                ProviderSettings.ANTHROPIC,
                ANTHROPIC_KEY,
                ANTHROPIC_URL,
                _ -> new Dialect.Anthropic(in.get(ANTHROPIC_VERSION))),
            hosted(
                in,
                named,
                ProviderSettings.GOOGLE,
                GOOGLE_KEY,
                GOOGLE_URL,
                _ -> new Dialect.Google(in.get(GOOGLE_VERSION))),
            OwnHostSection.azure(in, named),
            OwnHostSection.ollama(in, named))
        .flatMap(Optional::stream)
        .forEach(provider -> providers.put(provider.name(), provider));
    return providers;
  }

  /** How much each provider may be asked, by its name. */
  static Map<String, RateSettings> rates(Values in) {
    return Map.of(
        ProviderSettings.OPENAI, OPENAI_RATE.read(in),
        ProviderSettings.ANTHROPIC, ANTHROPIC_RATE.read(in),
        ProviderSettings.GOOGLE, GOOGLE_RATE.read(in),
        ProviderSettings.AZURE, OwnHostSection.AZURE_RATE.read(in),
        ProviderSettings.OLLAMA, OwnHostSection.OLLAMA_RATE.read(in));
  }

  /**
   * A provider with one host of its own, which needs a key; a proxy in its place may need none.
   *
   * @param dialect by whether chats go to another host
   */
  private static Optional<ProviderSettings> hosted(
      Values in,
      Optional<String> named,
      String name,
      Key<Secret> key,
      Key<URI> url,
      Function<Boolean, Dialect> dialect) {
    var host = URI.create(String.valueOf(url.fallback())).getHost();
    boolean elsewhere = !host.equalsIgnoreCase(in.get(url).getHost());
    boolean wanted = named.filter(name::equals).isPresent();
    if (!elsewhere && !in.isGiven(key)) {
      if (!wanted) {
        return Optional.empty();
      }
      in.refuse(key, "the key of " + host + ", because LLM_PROVIDER is " + name);
    }
    var secret = in.find(key).orElse(null);
    return Optional.of(new ProviderSettings(name, in.get(url), secret, dialect.apply(elsewhere)));
  }

  private static Function<Boolean, Dialect> openai(Values in) {
    return elsewhere ->
        new OpenAi(
            in.find(MAX_TOKENS_FIELD)
                .orElse(elsewhere ? OpenAi.MAX_TOKENS : OpenAi.MAX_COMPLETION_TOKENS));
  }

  static SandboxSettings sandbox(Values in) {
    return new SandboxSettings(in.get(SCRIPTS), in.get(SANDBOX_PORT));
  }
}
