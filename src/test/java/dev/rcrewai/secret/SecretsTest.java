package dev.rcrewai.secret;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.Settings;
import dev.rcrewai.config.SettingsLoader;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.secret.FakeVault.Trouble;
import dev.rcrewai.telemetry.PrometheusMetrics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Secrets that change while they are in use. */
class SecretsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String AUTH = "secret/data/auth";
  private static final String JWT = "0123456789abcdef0123456789abcdef";

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final FakeVault vault = new FakeVault();
  private final PrometheusMetrics metrics = new PrometheusMetrics(false);
  private final AtomicLong nanos = new AtomicLong();
  private final Map<String, String> environment = new HashMap<>();

  @SuppressWarnings("NullAway.Init") // each test says which secrets it uses, and begins with it
  private Settings settings;

  @SuppressWarnings("NullAway.Init")
  private Secrets secrets;

  @BeforeEach
  void begin() {
    environment.putAll(
        Map.of(
            "SERVER_CONFIG", file("server.yaml", "").toString(),
            "DATA_DIR", dir.resolve("data").toString(),
            "JWT_SECRET", JWT));
    vault.put(VaultTest.KEYS, Map.of("openai_api_key", "old"));
  }

  @AfterEach
  void end() {
    await(secrets.stop());
    await(vertx.close());
    vault.close();
    metrics.close();
  }

  @Test
  void vault_atItsInterval_isReadAgain() {
    environment.put("VAULT_REFRESH_INTERVAL", "1");
    useVault();
    secrets.start();
    vault.put(VaultTest.KEYS, Map.of("openai_api_key", "new"));
    Waiting.until("swapped", SOON, () -> openai().is("new"));
  }

  @Test
  void file_atItsInterval_isReadAgain() {
    var key = file("key", "old\n");
    environment.put("OPENAI_API_KEY_FILE", key.toString());
    environment.put("SECRET_FILES_INTERVAL", "0.1");
    use();
    secrets.start();
    file("key", "new\n");
    Waiting.until("swapped", SOON, () -> openai().is("new"));
  }

  @Test
  void files_mountedAsKubernetesDoes_areReadAgainWhenTheLinkMoves() throws Exception {
    file("v1/key", "old");
    file("v2/key", "new");
    var link = Files.createSymbolicLink(dir.resolve("..data"), Path.of("v1"));
    environment.put("OPENAI_API_KEY_FILE", link.resolve("key").toString());
    use();

    Files.createSymbolicLink(dir.resolve("next"), Path.of("v2"));
    Files.move(dir.resolve("next"), link, java.nio.file.StandardCopyOption.ATOMIC_MOVE);

    assertThat(await(secrets.refresh(openai(), "old"))).isTrue();
    assertThat(openai().get()).isEqualTo("new");
  }

  @Test
  void refresh_whereThereIsAnotherKey_saysSo() {
    useVault();
    vault.put(VaultTest.KEYS, Map.of("openai_api_key", "new"));
    assertThat(await(secrets.refresh(openai(), "old"))).isTrue();
    assertThat(openai().get()).isEqualTo("new");
  }

  @Test
  void refresh_whereTheKeyIsTheSame_saysSo() {
    useVault();
    assertThat(await(secrets.refresh(openai(), "old"))).isFalse();
  }

  @Test
  void refresh_ofAKeyThatWasReplacedMeanwhile_asksNobody() {
    useVault();
    openai().swap("new");
    assertThat(await(secrets.refresh(openai(), "old"))).isTrue();
    assertThat(vault.asked(VaultTest.KEYS)).isEqualTo(1);
  }

  @Test
  void refresh_ofAKeyFromTheEnvironment_asksNobody() {
    environment.put("OPENAI_API_KEY", "old");
    use();
    assertThat(await(secrets.refresh(openai(), "old"))).isFalse();
    assertThat(secrets.sources()).isEmpty();
  }

  @Test
  void refresh_askedForByManyAtOnce_isOneReading_andNoneForTenSeconds() {
    useVault();
    vault.put(VaultTest.KEYS, Map.of("openai_api_key", "new"));
    var all = IntStream.range(0, 200).mapToObj(_ -> secrets.refresh(openai(), "old")).toList();
    assertThat(awaitAll(all)).hasSize(200).containsOnly(true);

    assertThat(await(secrets.refresh(openai(), "new"))).isFalse();
    assertThat(vault.asked(VaultTest.KEYS)).isEqualTo(2);

    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(await(secrets.refresh(openai(), "new"))).isFalse();
    assertThat(vault.asked(VaultTest.KEYS)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Trouble.class,
      names = {"SEALED", "FORBIDDEN", "STANDBY", "SILENT", "RESET", "NOT_JSON"})
  void trouble_keepsTheLastGoodValues_andIsCounted(Trouble trouble) {
    environment.put("VAULT_CLIENT_TIMEOUT", "2");
    useVault();
    vault.trouble(trouble);
    assertThat(await(secrets.refresh(openai(), "old"))).isFalse();
    assertKept();

    vault.trouble(Trouble.NONE);
    vault.put(VaultTest.KEYS, Map.of("openai_api_key", "new"));
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(await(secrets.refresh(openai(), "old"))).isTrue();
    assertThat(source().problem()).isNull();
    assertThat(source().age()).isZero();
  }

  @Test
  void softDeleted_keepsTheLastGoodValues() {
    useVault();
    vault.softDelete(VaultTest.KEYS);
    assertThat(await(secrets.refresh(openai(), "old"))).isFalse();
    assertKept();
    assertThat(source().problem()).isEqualTo("OPENAI_API_KEY is missing");
  }

  @Test
  void value_thatBreaksItsRule_isNotUsed_norShown() {
    useVault();
    vault.put(VaultTest.KEYS, Map.of("openai_api_key", "two words"));
    assertThat(await(secrets.refresh(openai(), "old"))).isFalse();
    assertKept();
    assertThat(source().problem()).startsWith("OPENAI_API_KEY is not a key of");
  }

  @Test
  void file_thatIsGone_keepsTheLastGoodValue() throws Exception {
    var key = file("key", "old");
    environment.put("OPENAI_API_KEY_FILE", key.toString());
    use();
    Files.delete(key);
    assertThat(await(secrets.refresh(openai(), "old"))).isFalse();
    assertThat(openai().get()).isEqualTo("old");
    assertThat(source().problem())
        .isEqualTo("OPENAI_API_KEY_FILE cannot be read (NoSuchFileException)");
  }

  @Test
  void secondSecretOfTokens_comesAndGoes() {
    environment.put("VAULT_PATHS", VaultTest.KEYS + "," + AUTH);
    vault.put(AUTH, Map.of("jwt_secret", JWT));
    useVault();
    var auth = settings.auth();
    var current = Objects.requireNonNull(auth.secret());
    var previous = Objects.requireNonNull(auth.previousSecret());
    assertThat(previous.get()).isEmpty();

    var next = JWT.toUpperCase(java.util.Locale.ROOT);
    vault.put(AUTH, Map.of("jwt_secret", next, "jwt_secret_previous", JWT));
    await(secrets.refresh(current, JWT));
    assertThat(current.get()).isEqualTo(next);
    assertThat(previous.get()).isEqualTo(JWT);

    vault.put(AUTH, Map.of("jwt_secret", next));
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    await(secrets.refresh(current, next));
    assertThat(previous.get()).isEmpty();
  }

  private void assertKept() {
    assertThat(openai().get()).isEqualTo("old");
    assertThat(metrics.scrape())
        .contains("rcrewai_secrets_refresh_failures_total{source=\"vault\"} 1.0");
    nanos.addAndGet(Duration.ofSeconds(7).toNanos());
    assertThat(metrics.scrape()).contains("rcrewai_secrets_age_seconds{source=\"vault\"} 7.0");
  }

  private Secrets.SourceView source() {
    return secrets.sources().getFirst();
  }

  private Secret openai() {
    return Objects.requireNonNull(
        Objects.requireNonNull(settings.llm().providers().get("openai")).apiKey());
  }

  private void useVault() {
    environment.put("VAULT_ADDR", vault.address());
    environment.put("VAULT_TOKEN", FakeVault.ROOT);
    use();
  }

  private void use() {
    var loader = new SettingsLoader(environment);
    settings =
        loader
            .vault()
            .map(named -> loader.with(await(Secrets.of(vertx, named))))
            .orElse(loader)
            .load();
    secrets = new Secrets(vertx, settings.secrets(), metrics.metrics(), nanos::get);
  }

  private Path file(String name, String text) {
    try {
      var file = dir.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
