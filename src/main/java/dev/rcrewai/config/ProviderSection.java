package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.apiKey;
import static dev.rcrewai.config.Rule.baseUrl;
import static dev.rcrewai.config.Rule.oneOf;
import static dev.rcrewai.config.Rule.path;
import static dev.rcrewai.config.Rule.wholeNumber;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The providers that chats can go to. */
final class ProviderSection {
  static final Section OPENAI = new Section("openai", "OpenAI and servers that speak like it");
  static final Key<Secret> API_KEY =
      OPENAI.secret(
          "OPENAI_API_KEY",
          "api_key",
          apiKey(),
          "The key of api.openai.com; other hosts may need none");
  static final Key<URI> BASE_URL =
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
          oneOf(ProviderSettings.MAX_COMPLETION_TOKENS, ProviderSettings.MAX_TOKENS),
          "What a request calls the longest answer; max_completion_tokens for api.openai.com,"
              + " max_tokens for other hosts");

  static final Section SANDBOX = new Section("sandbox", "The scripted provider");
  static final Key<Path> SCRIPTS =
      SANDBOX.key("SANDBOX_DIR", "dir", path(), "conf/sandbox", "Its scripts");
  static final Key<Integer> SANDBOX_PORT =
      SANDBOX.key(
          "SANDBOX_PORT", "port", wholeNumber(0, 65535), "0", "Its port; 0 picks a free one");

  private static final String OPENAI_HOST = "api.openai.com";

  private ProviderSection() {}

  /**
   * OpenAI where it is asked for by name or anything of it is configured.
   *
   * @param named the default provider if one is named
   */
  static Optional<ProviderSettings> openai(Values in, Optional<String> named) {
    var baseUrl = in.get(BASE_URL);
    boolean elsewhere = !OPENAI_HOST.equalsIgnoreCase(baseUrl.getHost());
    boolean wanted = named.filter(ProviderSettings.OPENAI::equals).isPresent();
    if (wanted && !elsewhere && !in.isGiven(API_KEY)) {
      in.refuse(API_KEY, "the key of api.openai.com, because LLM_PROVIDER is openai");
    }
    if (!wanted && !elsewhere && !in.isGiven(API_KEY)) {
      return Optional.empty();
    }
    var field = elsewhere ? ProviderSettings.MAX_TOKENS : ProviderSettings.MAX_COMPLETION_TOKENS;
    return Optional.of(
        new ProviderSettings(
            ProviderSettings.OPENAI,
            baseUrl,
            in.find(API_KEY).orElse(null),
            in.find(MAX_TOKENS_FIELD).orElse(field)));
  }

  static SandboxSettings sandbox(Values in) {
    return new SandboxSettings(in.get(SCRIPTS), in.get(SANDBOX_PORT));
  }
}
