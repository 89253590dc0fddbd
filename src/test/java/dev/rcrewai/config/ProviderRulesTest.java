package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderRulesTest {
  @TempDir Path dir;
  private Loading loading;

  @BeforeEach
  void begin() {
    loading = new Loading(dir);
  }

  @Test
  void provider_nothingSet_isTheSandbox() {
    assertThat(llm().isSandbox()).isTrue();
    assertThat(llm().providers()).isEmpty();
  }

  @Test
  void provider_keySet_isOpenai() {
    loading.with("OPENAI_API_KEY", "sk-1");
    assertThat(llm().provider()).isEqualTo("openai");
    assertThat(llm().model()).isEqualTo("gpt-4o-mini");
    assertThat(openai().baseUrl()).isEqualTo(URI.create("https://api.openai.com/v1"));
    assertThat(openai().dialect()).isEqualTo(new Dialect.OpenAi("max_completion_tokens"));
    assertThat(Objects.requireNonNull(openai().apiKey()).get()).isEqualTo("sk-1");
  }

  @Test
  void provider_otherHostSet_isOpenaiWithoutAKeyAndWithTheOlderField() {
    loading.with("OPENAI_BASE_URL", "http://vllm:8000/v1");
    assertThat(llm().provider()).isEqualTo("openai");
    assertThat(openai().apiKey()).isNull();
    assertThat(openai().dialect()).isEqualTo(new Dialect.OpenAi("max_tokens"));
  }

  @Test
  void provider_namedWithoutItsKey_isRefused() {
    assertThat(loading.with("LLM_PROVIDER", "openai").problems())
        .containsExactly(
            "OPENAI_API_KEY is not set; expected the key of api.openai.com, because LLM_PROVIDER"
                + " is openai");
  }

  @Test
  void provider_namedWithAnEmptyKey_isRefused() {
    loading.with("LLM_PROVIDER", "openai").with("OPENAI_API_KEY", "");
    assertThat(loading.problems()).hasSize(1);
  }

  @Test
  void provider_namedWithoutKeyForAnotherHost_isAccepted() {
    loading.with("LLM_PROVIDER", "openai").with("OPENAI_BASE_URL", "http://localhost:8000/v1");
    assertThat(llm().provider()).isEqualTo("openai");
  }

  @Test
  void provider_sandboxNamedBesideAKey_isTheSandboxAndKeepsOpenai() {
    loading.with("LLM_PROVIDER", "Sandbox").with("OPENAI_API_KEY", "sk-1");
    assertThat(llm().isSandbox()).isTrue();
    assertThat(llm().model()).isEqualTo("scripted");
    assertThat(llm().providers()).containsOnlyKeys("openai");
  }

  @Test
  void provider_unknown_isRefused() {
    assertThat(loading.with("LLM_PROVIDER", "hal").problems())
        .containsExactly(
            "LLM_PROVIDER is 'hal'; expected one of openai, anthropic, google, azure, ollama,"
                + " sandbox");
  }

  @Test
  void apiKey_withALineBreakInside_isRefusedUnseen() {
    assertThat(loading.with("OPENAI_API_KEY", "sk-1\nX-Evil: 1").problems())
        .containsExactly(
            "OPENAI_API_KEY is a text of 14 bytes; expected a key of visible ASCII characters");
  }

  @Test
  void with_oneMoreProvider_keepsTheOthers() {
    loading.with("OPENAI_API_KEY", "sk-1");
    var sandbox =
        new ProviderSettings(
            "sandbox", URI.create("http://127.0.0.1:1/v1"), null, new Dialect.OpenAi("max_tokens"));
    assertThat(llm().with(sandbox).providers()).containsOnlyKeys("openai", "sandbox");
    assertThat(llm().with(sandbox).times().whole()).isEqualTo(llm().times().whole());
  }

  private LlmSettings llm() {
    return loading.load().llm();
  }

  private ProviderSettings openai() {
    return Objects.requireNonNull(llm().providers().get("openai"));
  }
}
