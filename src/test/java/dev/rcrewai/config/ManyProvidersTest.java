package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManyProvidersTest {
  @TempDir Path dir;
  private Loading loading;

  @BeforeEach
  void begin() {
    loading = new Loading(dir);
  }

  private LlmSettings llm() {
    return loading.load().llm();
  }

  private void assertOnly(String name, String url, @Nullable String key, Dialect dialect) {
    assertThat(llm().provider()).isEqualTo(name);
    assertThat(llm().providers()).containsOnlyKeys(name);
    var provider = Objects.requireNonNull(llm().providers().get(name));
    assertThat(provider.baseUrl()).isEqualTo(URI.create(url));
    assertThat(Optional.ofNullable(provider.apiKey()).map(Secret::get))
        .isEqualTo(Optional.ofNullable(key));
    assertThat(provider.dialect()).isEqualTo(dialect);
  }

  @ParameterizedTest
  @CsvSource({"ANTHROPIC_API_KEY", "CLAUDE_API_KEY"})
  void anthropic_keySet_isTheProvider(String variable) {
    loading.with(variable, "k");
    assertOnly("anthropic", "https://api.anthropic.com", "k", new Dialect.Anthropic("2023-06-01"));
    assertThat(llm().model()).isEqualTo("claude-sonnet-4-6");
  }

  @Test
  void anthropic_everySetting_isMapped() {
    loading
        .with("ANTHROPIC_BASE_URL", "http://gateway:1/anthropic/")
        .with("ANTHROPIC_VERSION", "2026-10-21");
    assertOnly(
        "anthropic", "http://gateway:1/anthropic", null, new Dialect.Anthropic("2026-10-21"));
  }

  @ParameterizedTest
  @CsvSource({"GOOGLE_API_KEY", "GEMINI_API_KEY"})
  void google_keySet_isTheProvider(String variable) {
    loading.with(variable, "k");
    assertOnly(
        "google", "https://generativelanguage.googleapis.com", "k", new Dialect.Google("v1beta"));
    assertThat(llm().model()).isEqualTo("gemini-flash-latest");
  }

  @Test
  void google_everySetting_isMapped() {
    loading.with("GOOGLE_BASE_URL", "http://gateway:1").with("GOOGLE_API_VERSION", "v1");
    assertOnly("google", "http://gateway:1", null, new Dialect.Google("v1"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://r.openai.azure.com",
    "https://r.openai.azure.com/",
    "https://r.openai.azure.com/openai",
    "https://r.openai.azure.com/openai/v1/"
  })
  void azure_keyAndEndpoint_areTheProvider(String endpoint) {
    loading.with("AZURE_OPENAI_API_KEY", "k").with("AZURE_OPENAI_ENDPOINT", endpoint);
    assertOnly(
        "azure",
        "https://r.openai.azure.com",
        "k",
        new Dialect.Azure("v1", "max_completion_tokens", "gpt-4o-mini"));
  }

  @Test
  void azure_everySetting_isMapped() {
    loading
        .with("AZURE_OPENAI_API_KEY", "k")
        .with("AZURE_ENDPOINT", "https://r.openai.azure.com")
        .with("AZURE_API_VERSION", "2023-05-15")
        .with("AZURE_DEPLOYMENT_NAME", "mine")
        .with("LLM_MODEL", "gpt-4");
    assertOnly(
        "azure",
        "https://r.openai.azure.com",
        "k",
        new Dialect.Azure("2023-05-15", "max_tokens", "mine"));
    assertThat(llm().model()).isEqualTo("mine");
  }

  @ParameterizedTest
  @CsvSource({
    "v1, max_completion_tokens",
    "2024-10-21, max_completion_tokens",
    "2025-04-01-preview, max_completion_tokens",
    "2024-06-01, max_tokens"
  })
  void azure_apiVersion_saysWhatTheLongestAnswerIsCalled(String version, String field) {
    loading
        .with("AZURE_OPENAI_API_KEY", "k")
        .with("AZURE_OPENAI_ENDPOINT", "https://r.openai.azure.com")
        .with("AZURE_API_VERSION", version);
    assertOnly(
        "azure",
        "https://r.openai.azure.com",
        "k",
        new Dialect.Azure(version, field, "gpt-4o-mini"));
  }

  @ParameterizedTest
  @CsvSource({
    "OLLAMA_BASE_URL, http://gpu:9, http://gpu:9",
    "OLLAMA_HOST, 127.0.0.1, http://127.0.0.1:11434",
    "OLLAMA_HOST, gpu:9, http://gpu:9",
    "OLLAMA_URL, https://ollama.com/, https://ollama.com"
  })
  void ollama_addressSet_isTheProvider(String variable, String address, String url) {
    loading.with(variable, address);
    assertOnly("ollama", url, null, new Dialect.Ollama(16_384));
    assertThat(llm().model()).isEqualTo("qwen3:8b");
  }

  @Test
  void ollama_everySetting_isMapped() {
    loading
        .with("LLM_PROVIDER", "ollama")
        .with("OLLAMA_API_KEY", "k")
        .with("OLLAMA_CONTEXT_LENGTH", "4096");
    assertOnly("ollama", "http://localhost:11434", "k", new Dialect.Ollama(4096));
  }

  @ParameterizedTest
  @CsvSource({
    "OLLAMA_BASE_URL, OLLAMA_TOOLS, text, TEXT",
    "OLLAMA_BASE_URL, OLLAMA_TOOLS, auto, AUTO",
    "OPENAI_BASE_URL, OPENAI_TOOLS, native, NATIVE"
  })
  void tools_setting_isTheProviders(String url, String key, String word, ToolMode mode) {
    loading.with(url, "http://gpu:9").with(key, word);
    assertThat(llm().providers().values())
        .extracting(ProviderSettings::tools)
        .containsExactly(mode);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "anthropic | ANTHROPIC_API_KEY is not set; expected the key of api.anthropic.com,"
            + " because LLM_PROVIDER is anthropic",
        "google | GOOGLE_API_KEY is not set; expected the key of"
            + " generativelanguage.googleapis.com, because LLM_PROVIDER is google"
      })
  void provider_namedWithoutItsKey_isRefused(String name, String problem) {
    assertThat(loading.with("LLM_PROVIDER", name).problems()).containsExactly(problem);
  }

  @Test
  void azure_namedWithNothing_isRefusedForBoth() {
    assertThat(loading.with("LLM_PROVIDER", "azure").problems())
        .containsExactlyInAnyOrder(
            "AZURE_OPENAI_API_KEY is not set; expected the key of the Azure OpenAI resource,"
                + " because LLM_PROVIDER is azure",
            "AZURE_OPENAI_ENDPOINT is not set; expected the URL of the Azure OpenAI resource,"
                + " because LLM_PROVIDER is azure");
  }

  @Test
  void azure_keyWithoutEndpoint_isRefused() {
    assertThat(loading.with("AZURE_OPENAI_API_KEY", "k").problems())
        .containsExactly(
            "AZURE_OPENAI_ENDPOINT is not set; expected the URL of the Azure OpenAI resource,"
                + " because the other of the two is set");
  }

  @Test
  void azure_oddVersion_isRefused() {
    loading
        .with("AZURE_OPENAI_API_KEY", "k")
        .with("AZURE_OPENAI_ENDPOINT", "https://r.openai.azure.com")
        .with("AZURE_API_VERSION", "latest");
    assertThat(loading.problems())
        .containsExactly("AZURE_API_VERSION is 'latest'; expected v1 or a date, as 2024-10-21");
  }

  @Test
  void several_configured_firstIsTheDefaultAndEachHasItsModel() {
    loading
        .with("GOOGLE_API_KEY", "g")
        .with("ANTHROPIC_API_KEY", "a")
        .with("OLLAMA_BASE_URL", "http://gpu:9")
        .with("LLM_MODEL", "claude-haiku-4-5");
    assertThat(llm().provider()).isEqualTo("anthropic");
    assertThat(llm().providerNames()).containsExactly("anthropic", "google", "ollama");
    assertThat(llm().modelOf("anthropic")).isEqualTo("claude-haiku-4-5");
    assertThat(llm().modelOf("google")).isEqualTo("gemini-flash-latest");
    assertThat(llm().modelOf("nobody")).isEqualTo("claude-haiku-4-5");
  }

  @Test
  void several_configured_namedOneIsTheDefault() {
    loading.with("LLM_PROVIDER", "google").with("GOOGLE_API_KEY", "g").with("OPENAI_API_KEY", "o");
    assertThat(llm().provider()).isEqualTo("google");
    assertThat(llm().model()).isEqualTo("gemini-flash-latest");
  }
}
