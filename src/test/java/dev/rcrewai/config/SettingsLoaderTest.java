package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.config.StoreSettings.Kind;
import dev.rcrewai.net.AllowList;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
  @TempDir Path dir;
  private Loading loading;

  @BeforeEach
  void begin() {
    loading = new Loading(dir);
  }

  @Test
  void load_nothingSet_givesTheDefaults() {
    var settings = loading.load();
    assertThat(settings.http())
        .isEqualTo(
            new HttpSettings(
                "0.0.0.0",
                8080,
                1 << 20,
                16384,
                4096,
                seconds(60),
                seconds(10),
                10000,
                1000,
                2000,
                seconds(0)));
    assertThat(settings.management()).isEqualTo(new ManagementSettings("0.0.0.0", 8081));
    assertThat(settings.sandbox()).isEqualTo(new SandboxSettings(Path.of("conf/sandbox"), 0));
    assertThat(settings.tools())
        .isEqualTo(
            new ToolSettings(
                Path.of("conf/files"),
                10 << 20,
                20000,
                URI.create("https://html.duckduckgo.com/html/"),
                seconds(30),
                new ToolOffer(
                    List.of("calculator", "file_reader", "pdf_processor", "web_search"),
                    1L << 30,
                    AllowList.NONE,
                    Set.of(80, 443),
                    Path.of("conf/tools"),
                    NamedSecrets.NONE,
                    CrewSecrets.NONE,
                    null)));
    assertThat(settings.crews()).isEqualTo(new CrewSettings(Path.of("conf/crews"), seconds(2)));
    assertThat(settings.telemetry())
        .isEqualTo(new TelemetrySettings("INFO", true, "development", true, true, seconds(30)));
  }

  @Test
  void load_nothingOfExecutionsSet_givesTheDefaults() {
    var settings = loading.load();
    assertThat(settings.execution())
        .isEqualTo(
            new ExecutionSettings(
                seconds(300),
                seconds(3600),
                3,
                1000,
                10000,
                5000,
                seconds(30),
                16,
                seconds(15),
                seconds(604800),
                seconds(86400),
                seconds(7776000)));
  }

  @Test
  void load_nothingOfChatsSet_givesTheDefaults() {
    assertThat(loading.load().llm())
        .isEqualTo(
            new LlmSettings(
                "sandbox",
                "scripted",
                List.of(),
                0.1,
                4000,
                new ChatTimes(seconds(10), seconds(60), seconds(30), seconds(60)),
                new ChatGuards(
                    3, seconds(2), 200, 10000, seconds(120), 10, seconds(30), seconds(5)),
                true,
                Path.of("conf/prices.yaml"),
                Map.of(),
                Map.of(
                    "openai", RateSettings.NONE,
                    "anthropic", RateSettings.NONE,
                    "google", RateSettings.NONE,
                    "azure", RateSettings.NONE,
                    "ollama", RateSettings.NONE)));
  }

  @Test
  void load_dataDirNotSet_isData() {
    assertThat(loading.without("DATA_DIR").load().store())
        .isEqualTo(new StoreSettings(Kind.SQLITE, Path.of("data"), null, null));
  }

  @Test
  void load_seedsNameOfTheEnvironment_countsWhereOursIsNotSet() {
    assertThat(environment(loading.with("RACK_ENV", "test"))).isEqualTo("test");
    assertThat(environment(loading.with("RAILS_ENV", "staging"))).isEqualTo("staging");
    assertThat(environment(loading.with("ENVIRONMENT", "production"))).isEqualTo("production");
  }

  @Test
  void load_environment_winsOverTheFileAndTheFileOverTheDefault() {
    var settings =
        loading.yaml("http:\n  port: 1111\n  max_connections: 5\n").with("PORT", "2222").load();
    assertThat(settings.http().port()).isEqualTo(2222);
    assertThat(settings.http().connectionsMax()).isEqualTo(5);
  }

  @Test
  void load_emptyVariable_countsAsNotSet() {
    assertThat(loading.with("PORT", " ").load().http().port()).isEqualTo(8080);
  }

  @Test
  void load_unknownVariables_areNoProblem() {
    assertThat(loading.with("PORTT", "1").load().http().port()).isEqualTo(8080);
  }

  @Test
  void load_severalProblems_areReportedTogether() {
    loading
        .with("PORT", "70000")
        .with("LLM_RETRY_LIMIT", "99")
        .with("LLM_TIMEOUT", "fast")
        .with("LLM_TEMPERATURE", "2.1")
        .with("VALIDATE_SSL", "maybe")
        .with("LOG_LEVEL", "LOUD")
        .with("JWT_SECRET", "canary-1")
        .with("OPENAI_BASE_URL", "https://user:canary-2@host/v1?key=canary-3")
        .with("ENVIRONMENT", "pro\nduction");
    assertThat(loading.problems())
        .containsExactlyInAnyOrder(
            "PORT is '70000'; expected a whole number from 0 to 65535",
            "LLM_RETRY_LIMIT is '99'; expected a whole number from 0 to 10",
            "LLM_TIMEOUT is 'fast'; expected seconds, a number from 0.1 to 3600",
            "LLM_TEMPERATURE is '2.1'; expected none, or a number from 0 to 2",
            "VALIDATE_SSL is 'maybe'; expected one of true, false",
            "LOG_LEVEL is 'LOUD'; expected one of DEBUG, INFO, WARN, ERROR",
            "JWT_SECRET is a text of 8 bytes; expected at least 32 bytes",
            "OPENAI_BASE_URL is 'https://[secret]@host/v1?[secret]'; expected an http or https URL"
                + " with a host and no user, query or fragment",
            "ENVIRONMENT is 'pro duction'; expected 1 to 64 letters, digits, dots, dashes or"
                + " underscores");
    assertThatThrownBy(loading::load).message().hasLineCount(9).doesNotContain("canary");
  }

  @Test
  void load_timeoutBeyondItsMaximum_isAProblem() {
    assertThat(loading.with("EXECUTION_TIMEOUT", "7200").problems())
        .containsExactly("EXECUTION_TIMEOUT is '7200'; expected at most EXECUTION_TIMEOUT_MAX");
  }

  @Test
  void load_bothPortsTheSame_isAProblem() {
    assertThat(loading.with("MANAGEMENT_PORT", "8080").problems())
        .containsExactly("MANAGEMENT_PORT is '8080'; expected another port than PORT");
  }

  @Test
  void load_storeWithoutItsUrl_isAProblem() {
    assertThat(loading.with("STORE", "postgres").problems())
        .containsExactly("DATABASE_URL is not set; expected a value beside STORE=postgres");
    assertThat(loading.with("STORE", "redis").problems())
        .containsExactly("REDIS_URL is not set; expected a value beside STORE=redis");
    assertThat(loading.with("STORE", "mongo").problems())
        .containsExactly("STORE is 'mongo'; expected one of sqlite, postgres, redis");
  }

  @Test
  void load_storeNotNamed_followsTheUrls() {
    assertThat(loading.with("REDIS_URL", "redis://localhost").load().store().kind())
        .isEqualTo(Kind.REDIS);
    assertThat(loading.with("DATABASE_URL", "postgres://u:p@db:5432/crews").load().store().kind())
        .isEqualTo(Kind.POSTGRES);
    assertThat(loading.with("STORE", "sqlite").load().store().kind()).isEqualTo(Kind.SQLITE);
  }

  @Test
  void load_urlsOfStores_areCheckedAndNeverShown() {
    assertThat(loading.with("DATABASE_URL", "mysql://ann:secret@db/crews").problems())
        .containsExactly(
            "DATABASE_URL is a text of 27 bytes; expected a URL that begins with postgres:// or"
                + " postgresql:// and has a host");
    assertThat(loading.without("DATABASE_URL").with("REDIS_URL", "redis://a,redis://b").problems())
        .containsExactly(
            "REDIS_SENTINEL_MASTER is not set; expected the master's name, because REDIS_URL lists"
                + " Sentinels");
  }

  @Test
  void load_sharedStore_needsTheSharedSecret() {
    assertThat(loading.without("JWT_SECRET").with("REDIS_URL", "redis://localhost").problems())
        .containsExactly(
            "JWT_SECRET is not set; expected the secret that all nodes share, because their store"
                + " is shared");
  }

  @Test
  void load_embeddedStoreInsideKubernetes_isAProblemUnlessAllowed() {
    loading.with("KUBERNETES_SERVICE_HOST", "10.0.0.1");
    assertThat(loading.problems())
        .containsExactly(
            "STORE is not set; expected DATABASE_URL or REDIS_URL, or ALLOW_SINGLE_NODE=true,"
                + " inside Kubernetes: sqlite serves one node");
    assertThat(loading.with("ALLOW_SINGLE_NODE", "true").load().store().kind())
        .isEqualTo(Kind.SQLITE);
  }

  @Test
  void userAgent_namesTheVersion() {
    assertThat(UserAgent.value()).isEqualTo("RCrewAI/" + Version.value() + " (Production)");
  }

  private static String environment(Loading loading) {
    return loading.load().telemetry().environment();
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
