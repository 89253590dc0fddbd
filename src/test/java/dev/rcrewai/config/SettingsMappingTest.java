package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every variable reaches the field that it is for. */
class SettingsMappingTest {
  @TempDir Path dir;
  private Loading loading;

  @BeforeEach
  void begin() {
    loading = new Loading(dir);
  }

  @Test
  void load_httpVariables_areMapped() {
    var settings =
        loading
            .with("HOST", "10.1.2.3")
            .with("PORT", "1")
            .with("MAX_BODY_BYTES", "2000")
            .with("MAX_HEADER_BYTES", "3000")
            .with("MAX_URL_BYTES", "400")
            .with("HTTP_IDLE_TIMEOUT", "5.5")
            .with("REQUEST_READ_TIMEOUT", "0.25")
            .with("MAX_CONNECTIONS", "7")
            .with("CALLER_REQUESTS_PER_SECOND", "8")
            .with("CALLER_REQUEST_BURST", "9")
            .with("SHUTDOWN_DELAY", "1.5")
            .with("MANAGEMENT_HOST", "localhost")
            .with("MANAGEMENT_PORT", "-1")
            .load();
    assertThat(settings.http())
        .isEqualTo(
            new HttpSettings(
                "10.1.2.3", 1, 2000, 3000, 400, millis(5500), millis(250), 7, 8, 9, millis(1500)));
    assertThat(settings.management()).isEqualTo(new ManagementSettings("localhost", -1));
  }

  @Test
  void load_executionVariables_areMapped() {
    var settings =
        loading
            .with("EXECUTION_TIMEOUT", "1")
            .with("EXECUTION_TIMEOUT_MAX", "2")
            .with("MAX_RETRIES", "4")
            .with("MAX_CONCURRENT_EXECUTIONS", "5")
            .with("MAX_QUEUED_EXECUTIONS", "6")
            .with("CALLER_MAX_EXECUTIONS", "7")
            .with("SHUTDOWN_GRACE", "8")
            .with("MAX_PARALLEL_STEPS", "9")
            .with("LEASE_TTL", "10")
            .with("EXECUTION_RETENTION", "86411")
            .with("HUMAN_INPUT_EXPIRY", "12")
            .with("MEMORY_RETENTION", "3613")
            .load();
    assertThat(settings.execution())
        .isEqualTo(
            new ExecutionSettings(
                seconds(1),
                seconds(2),
                4,
                5,
                6,
                7,
                seconds(8),
                9,
                seconds(10),
                seconds(86411),
                seconds(12),
                seconds(3613)));
  }

  @Test
  void load_budgetVariables_areMapped() {
    var settings =
        loading
            .with("BUDGET_EXECUTION_TOKENS", "1")
            .with("BUDGET_EXECUTION_USD", "0.000000001")
            .with("BUDGET_CREW_TOKENS", "1000000000000")
            .with("BUDGET_CREW_USD", "1000000")
            .with("BUDGET_CALLER_TOKENS", "5")
            .with("BUDGET_CALLER_USD", "1.00")
            .with("BUDGET_PERIOD", "Month")
            .load();
    assertThat(settings.budgets())
        .isEqualTo(
            new BudgetSettings(
                new BudgetSettings.Limit(1L, new BigDecimal("0.000000001")),
                new BudgetSettings.Limit(1_000_000_000_000L, new BigDecimal("1000000")),
                new BudgetSettings.Limit(5L, new BigDecimal("1.00")),
                BudgetSettings.Period.MONTH));
  }

  @Test
  void load_withoutBudgets_limitsNothing() {
    var none = BudgetSettings.Limit.NONE;
    assertThat(loading.load().budgets())
        .isEqualTo(new BudgetSettings(none, none, none, BudgetSettings.Period.DAY));
  }

  @Test
  void load_llmVariables_areMapped() {
    loading
        .with("LLM_PROVIDER", "openai")
        .with("LLM_MODEL", "gpt-5")
        .with("LLM_TEMPERATURE", "1.5")
        .with("LLM_MAX_TOKENS", "99")
        .with("LLM_TIMEOUT", "1")
        .with("LLM_CONNECT_TIMEOUT", "2")
        .with("LLM_FIRST_TOKEN_TIMEOUT", "3")
        .with("LLM_SILENCE_TIMEOUT", "4")
        .with("LLM_RETRY_LIMIT", "0")
        .with("LLM_RETRY_DELAY", "0")
        .with("LLM_PRICES", "p.yaml")
        .with("OPENAI_BASE_URL", "http://localhost:11434/v1/")
        .with("OPENAI_MAX_TOKENS_FIELD", "max_completion_tokens");
    var llm = loading.load().llm();
    assertThat(llm.provider()).isEqualTo("openai");
    assertThat(llm.model()).isEqualTo("gpt-5");
    assertThat(llm.temperature()).isEqualTo(1.5);
    assertThat(llm.maxTokens()).isEqualTo(99);
    assertThat(llm.times())
        .isEqualTo(new ChatTimes(seconds(2), seconds(3), seconds(4), seconds(1)));
    assertThat(llm.guards().retryLimit()).isZero();
    assertThat(llm.guards().retryDelay()).isZero();
    assertThat(llm.prices()).isEqualTo(Path.of("p.yaml"));
    assertThat(llm.providers().values())
        .containsExactly(
            new ProviderSettings(
                "openai",
                URI.create("http://localhost:11434/v1"),
                null,
                new Dialect.OpenAi("max_completion_tokens")));
  }

  @Test
  void load_noTemperature_leavesItToTheProviders() {
    assertThat(loading.with("LLM_TEMPERATURE", "None").load().llm().temperature()).isNull();
  }

  @Test
  void load_ratesOfProviders_areMapped() {
    for (var prefix : List.of("OPENAI", "ANTHROPIC", "GOOGLE", "AZURE", "OLLAMA")) {
      var name = prefix.toLowerCase(Locale.ROOT);
      loading
          .with(prefix + "_REQUESTS_PER_MINUTE", "" + name.length())
          .with(prefix + "_TOKENS_PER_MINUTE", "" + 100 * name.length());
    }
    var llm = loading.load().llm();
    for (var name : List.of("openai", "anthropic", "google", "azure", "ollama")) {
      assertThat(llm.rateOf(name)).isEqualTo(new RateSettings(name.length(), 100 * name.length()));
    }
    assertThat(llm.rateOf("sandbox")).isEqualTo(RateSettings.NONE);
  }

  @Test
  void load_fallback_isInItsOrder() {
    loading
        .with("OPENAI_API_KEY", "sk-1")
        .with("OLLAMA_HOST", "localhost")
        .with("LLM_FALLBACK", "ollama/org/big , openai/gpt-4o");
    assertThat(loading.load().llm().fallback()).containsExactly("ollama/org/big", "openai/gpt-4o");
  }

  @Test
  void load_variablesOfBreakerAndBulkhead_areMapped() {
    loading
        .with("MAX_CONCURRENT_REQUESTS", "3")
        .with("MAX_QUEUED_REQUESTS", "4")
        .with("LLM_QUEUE_TIMEOUT", "8")
        .with("LLM_BREAKER_FAILURES", "5")
        .with("LLM_BREAKER_WINDOW", "6")
        .with("LLM_BREAKER_RESET", "7")
        .with("VALIDATE_SSL", "FALSE");
    var llm = loading.load().llm();
    var guards = llm.guards();
    assertThat(guards.concurrentMax()).isEqualTo(3);
    assertThat(guards.queuedMax()).isEqualTo(4);
    assertThat(guards.queueTimeout()).isEqualTo(seconds(8));
    assertThat(guards.breakerFailuresMax()).isEqualTo(5);
    assertThat(guards.breakerWindow()).isEqualTo(seconds(6));
    assertThat(guards.breakerReset()).isEqualTo(seconds(7));
    assertThat(llm.validateSsl()).isFalse();
  }

  @Test
  void load_keptKeys_areMapped() {
    var settings =
        loading
            .with("LLM_CALLER_KEYS", "{ann: {team: sk-ann}}")
            .with("LLM_CREW_KEYS", "{news: {team: sk-news}}")
            .load();
    assertThat(settings.callerKeys().find("ann", "team")).contains("sk-ann");
    assertThat(settings.crewKeys().find("news", "team")).contains("sk-news");
    assertThat(settings.crewKeys().find("ann", "team")).isEmpty();
  }

  @Test
  void load_webhookVariables_areMapped() throws Exception {
    var secret = "whsec_" + "A".repeat(32);
    var webhooks =
        loading
            .with("WEBHOOK_SECRET", secret + " " + secret)
            .with("WEBHOOK_SECRETS", "{ann: [" + secret + "]}")
            .with("WEBHOOK_ALLOW", "hooks.internal, 10.0.0.0/8")
            .with("WEBHOOK_TIMEOUT", "3")
            .with("WEBHOOK_MAX_CONCURRENT", "4")
            .load()
            .webhooks();
    assertThat(webhooks.secrets().of("ann")).hasSize(1);
    assertThat(webhooks.secrets().of("bob")).hasSize(2);
    assertThat(webhooks.allowed().contains("hooks.internal")).isTrue();
    assertThat(webhooks.allowed().contains("10.1.2.3")).isTrue();
    assertThat(webhooks.timeout()).isEqualTo(seconds(3));
    assertThat(webhooks.concurrentMax()).isEqualTo(4);
  }

  @Test
  void load_toolCrewAndSandboxVariables_areMapped() {
    var settings =
        loading
            .with("FILES_DIR", "/f")
            .with("FILE_MAX_BYTES", "10")
            .with("TOOL_RESULT_MAX_CHARS", "100")
            .with("WEB_SEARCH_URL", "http://search/")
            .with("TOOL_TIMEOUT", "1")
            .with("CREWS_DIR", "/c")
            .with("CREWS_RELOAD_INTERVAL", "0.5")
            .with("SANDBOX_DIR", "/s")
            .with("SANDBOX_PORT", "9999")
            .load();
    assertThat(settings.tools())
        .usingRecursiveComparison()
        .ignoringFields("offer")
        .isEqualTo(
            new ToolSettings(
                Path.of("/f"),
                10,
                100,
                URI.create("http://search/"),
                seconds(1),
                loading.load().tools().offer()));
    assertThat(settings.crews()).isEqualTo(new CrewSettings(Path.of("/c"), millis(500)));
    assertThat(settings.sandbox()).isEqualTo(new SandboxSettings(Path.of("/s"), 9999));
  }

  @Test
  void load_telemetryVariables_areMapped() {
    var telemetry =
        loading
            .with("LOG_LEVEL", "debug")
            .with("STRUCTURED_LOGGING", "false")
            .with("ENVIRONMENT", "production")
            .with("METRICS_ENABLED", "false")
            .with("PERFORMANCE_MONITORING", "false")
            .with("HEALTH_CHECK_INTERVAL", "5")
            .load()
            .telemetry();
    assertThat(telemetry)
        .isEqualTo(new TelemetrySettings("DEBUG", false, "production", false, false, seconds(5)));
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
