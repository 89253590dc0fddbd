package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.apiKey;
import static dev.rcrewai.config.Rule.modelName;
import static dev.rcrewai.config.Rule.oneOf;
import static dev.rcrewai.config.Rule.wholeNumber;

import dev.rcrewai.config.Dialect.OpenAi;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The providers that everybody has at an address of their own: Azure OpenAI and Ollama. */
final class OwnHostSection {
  /** The first version of classic addresses that knows {@code max_completion_tokens}. */
  private static final String NEW_FIELD_SINCE = "2024-09-01";

  static final Section AZURE = new Section("azure", "Azure OpenAI");
  static final Key<Secret> AZURE_KEY =
      AZURE.secret("AZURE_OPENAI_API_KEY", "api_key", apiKey(), "The resource's key");
  static final Key<URI> AZURE_URL =
      AZURE.optional(
          List.of("AZURE_OPENAI_ENDPOINT", "AZURE_ENDPOINT"),
          "endpoint",
          Rule.azureEndpoint(),
          "The resource, for example https://NAME.openai.azure.com");
  static final Key<String> AZURE_VERSION =
      AZURE.key(
          List.of("AZURE_API_VERSION", "OPENAI_API_VERSION"),
          "api_version",
          Rule.azureVersion(),
          "v1",
          "v1, or the date of a version with deployments in its paths, for example 2024-10-21");
  static final Key<String> AZURE_DEPLOYMENT =
      AZURE.optional(
          "AZURE_DEPLOYMENT_NAME",
          "deployment",
          modelName(),
          "The deployment of agents that name no model, before LLM_MODEL; else gpt-4o-mini");
  static final Key<String> AZURE_MAX_TOKENS_FIELD =
      AZURE.optional(
          "AZURE_MAX_TOKENS_FIELD",
          "max_tokens_field",
          oneOf(OpenAi.MAX_COMPLETION_TOKENS, OpenAi.MAX_TOKENS),
          "What a request calls the longest answer; max_tokens for versions before "
              + NEW_FIELD_SINCE
              + ", else max_completion_tokens");
  static final RateKeys AZURE_RATE = RateKeys.of(AZURE, "AZURE");

  static final Section OLLAMA = new Section("ollama", "Ollama");
  static final Key<URI> OLLAMA_URL =
      OLLAMA.optional(
          List.of("OLLAMA_BASE_URL", "OLLAMA_HOST", "OLLAMA_URL"),
          "base_url",
          Rule.ollamaHost(),
          "Where chats go, without /api; http://localhost:11434 where LLM_PROVIDER is ollama");
  static final Key<Secret> OLLAMA_KEY =
      OLLAMA.secret("OLLAMA_API_KEY", "api_key", apiKey(), "The key of Ollama's cloud");
  static final Key<Integer> OLLAMA_CONTEXT =
      OLLAMA.key(
          "OLLAMA_CONTEXT_LENGTH",
          "context_length",
          wholeNumber(512, 10_000_000),
          "16384",
          "The context window to ask for, in tokens; Ollama drops what is longer without a word");
  static final RateKeys OLLAMA_RATE = RateKeys.of(OLLAMA, "OLLAMA");

  static final Key<String> OLLAMA_TOOLS =
      OLLAMA.key(
          "OLLAMA_TOOLS",
          "tools",
          oneOf("auto", "native", "text"),
          "auto",
          "How models are told of tools; as OPENAI_TOOLS");

  private OwnHostSection() {}

  static Optional<ProviderSettings> azure(Values in, Optional<String> named) {
    boolean wanted = named.filter(ProviderSettings.AZURE::equals).isPresent();
    if (!wanted && !in.isGiven(AZURE_KEY) && !in.isGiven(AZURE_URL)) {
      return Optional.empty();
    }
    var why = wanted ? "LLM_PROVIDER is azure" : "the other of the two is set";
    if (!in.isGiven(AZURE_KEY)) {
      in.refuse(AZURE_KEY, "the key of the Azure OpenAI resource, because " + why);
    }
    if (!in.isGiven(AZURE_URL)) {
      in.refuse(AZURE_URL, "the URL of the Azure OpenAI resource, because " + why);
    }
    return in.find(AZURE_URL)
        .map(url ->
            new ProviderSettings(
                ProviderSettings.AZURE, url, in.find(AZURE_KEY).orElse(null), azure(in)));
  }

  /** What {@code LLM_MODEL} would name, where the default provider is Azure. */
  static Optional<String> deployment(Values in, String provider) {
    return provider.equals(ProviderSettings.AZURE) ? in.find(AZURE_DEPLOYMENT) : Optional.empty();
  }

  private static Dialect.Azure azure(Values in) {
    var version = in.get(AZURE_VERSION);
    var field =
        version.compareTo(NEW_FIELD_SINCE) < 0 // "v1" is greater than any date
            ? OpenAi.MAX_TOKENS
            : OpenAi.MAX_COMPLETION_TOKENS;
    return new Dialect.Azure(
        version,
        in.find(AZURE_MAX_TOKENS_FIELD).orElse(field),
        in.find(AZURE_DEPLOYMENT).orElse("gpt-4o-mini"));
  }

  static Optional<ProviderSettings> ollama(Values in, Optional<String> named) {
    boolean wanted = named.filter(ProviderSettings.OLLAMA::equals).isPresent();
    return wanted || in.isGiven(OLLAMA_URL)
        ? Optional.of(
            new ProviderSettings(
                ProviderSettings.OLLAMA,
                in.find(OLLAMA_URL).orElse(URI.create("http://localhost:11434")),
                in.find(OLLAMA_KEY).orElse(null),
                new Dialect.Ollama(in.get(OLLAMA_CONTEXT)),
                ToolMode.of(in.get(OLLAMA_TOOLS))))
        : Optional.empty();
  }
}
