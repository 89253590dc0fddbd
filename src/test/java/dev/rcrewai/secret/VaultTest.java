package dev.rcrewai.secret;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.StoredSecret;
import dev.rcrewai.config.VaultSettings;
import dev.rcrewai.secret.FakeVault.Trouble;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading Vault, whatever it answers. */
class VaultTest {
  static final String KEYS = "secret/data/llm_providers";
  static final String DATABASE = "secret/data/database";
  private static final Vertx VERTX = Vertx.vertx();

  private FakeVault vault = new FakeVault();

  @AfterEach
  void close() {
    vault.close();
  }

  @AfterAll
  static void end() {
    await(VERTX.close());
  }

  @Test
  void fields_ofAllPaths_areVariables() {
    vault.put(KEYS, Map.of("openai_api_key", "sk-1", "ANTHROPIC_API_KEY", "sk-2\n"));
    vault.put(DATABASE, Map.of("database_url", "postgresql://u:p@db/crews"));

    assertThat(read(settings()))
        .containsOnlyKeys("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "DATABASE_URL")
        .hasEntrySatisfying(
            "ANTHROPIC_API_KEY", stored -> assertThat(stored.text().get()).isEqualTo("sk-2"))
        .hasEntrySatisfying(
            "OPENAI_API_KEY",
            stored ->
                assertThat(stored.toString())
                    .contains("Vault secret/data/llm_providers: openai_api_key")
                    .doesNotContain("sk-1"));
  }

  @Test
  void fields_thatAreNoText_doNotCount() {
    vault.put(KEYS, Map.of("openai_api_key", Map.of("nested", "sk-1"), "other", 1));
    assertThat(read(settings())).isEmpty();
  }

  @Test
  void newestVersion_isRead() {
    vault.put(KEYS, Map.of("openai_api_key", "old")).put(KEYS, Map.of("openai_api_key", "new"));
    assertThat(read(settings()))
        .hasEntrySatisfying(
            "OPENAI_API_KEY", stored -> assertThat(stored.text().get()).isEqualTo("new"));
  }

  @Test
  void path_withNothingInIt_holdsNothing() {
    assertThat(read(settings())).isEmpty();
  }

  @Test
  void path_softDeleted_holdsNothing() {
    vault.put(KEYS, Map.of("openai_api_key", "sk-1"));
    vault.softDelete(KEYS);
    assertThat(read(settings())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SEALED | answered 503 (sealed or in maintenance): secret/data/llm_providers",
        "FORBIDDEN | answered 403 (the token or the role has no right to it, or is not valid): ",
        "STANDBY | answered 429 (a standby, or too many requests): secret/data/llm_providers",
        "SILENT | gave no answer within 500 ms: secret/data/llm_providers",
        "RESET | cannot be reached (",
        "ENDLESS | gave too long an answer: secret/data/llm_providers",
        "REDIRECT | answered 307: secret/data/llm_providers",
        "NOT_JSON | gave no secret of KV version 2: secret/data/llm_providers",
      })
  void trouble_isSaid_withoutTheToken(Trouble trouble, String words) {
    vault.trouble(trouble);
    var timeout = Duration.ofMillis(trouble == Trouble.SILENT ? 500 : 10_000);
    assertThat(failure(settings(token(), null, null, true, timeout)))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("Vault at " + vault.address() + " ")
        .hasMessageContaining(words)
        .hasMessageNotContaining(FakeVault.ROOT)
        .hasNoCause();
    assertThat(vault.asked("elsewhere")).isZero();
  }

  @Test
  void trouble_whereNobodyListens_isSaid() {
    var settings = settings();
    vault.close();
    assertThat(failure(settings)).hasMessageContaining("cannot be reached (");
    vault = new FakeVault();
  }

  @Test
  void namespace_goesWithEachRequest() {
    vault.namespace("team/crews");
    vault.put(KEYS, Map.of("openai_api_key", "sk-1"));
    assertThat(read(settings(token(), "team/crews", null, true))).hasSize(1);
    assertThat(failure(settings())).hasMessageContaining("answered 403");
  }

  @Test
  void certificate_thatNobodyVouchesFor_isRefused(@TempDir Path dir) {
    secure(SelfSigned.in(dir));
    assertThat(failure(settings()))
        .hasMessageContaining("cannot be reached")
        .hasMessageContaining("certif");
  }

  @Test
  void certificate_ofTheNamedAuthority_isTrusted(@TempDir Path dir) {
    var own = SelfSigned.in(dir);
    secure(own);
    assertThat(read(settings(token(), null, own.pem(), true))).hasSize(1);
  }

  @Test
  void certificate_unverified_isTrusted(@TempDir Path dir) {
    secure(SelfSigned.in(dir));
    assertThat(read(settings(token(), null, null, false))).hasSize(1);
  }

  private void secure(SelfSigned certificate) {
    vault.close();
    vault = new FakeVault(certificate.server());
    vault.put(KEYS, Map.of("openai_api_key", "sk-1"));
  }

  private VaultSettings settings() {
    return settings(token(), null, null, true);
  }

  private static VaultSettings.Token token() {
    return new VaultSettings.Token(new Secret(FakeVault.ROOT));
  }

  private VaultSettings settings(
      VaultSettings.Login login, @Nullable String namespace, @Nullable Path ca, boolean verify) {
    return settings(login, namespace, ca, verify, Duration.ofSeconds(10));
  }

  private VaultSettings settings(
      VaultSettings.Login login,
      @Nullable String namespace,
      @Nullable Path ca,
      boolean verify,
      Duration timeout) {
    return new VaultSettings(
        URI.create(vault.address()),
        login,
        namespace,
        ca,
        verify,
        List.of(KEYS, DATABASE),
        Duration.ofHours(1),
        timeout);
  }

  private static Map<String, StoredSecret> read(VaultSettings settings) {
    return await(Secrets.of(VERTX, settings));
  }

  private static Throwable failure(VaultSettings settings) {
    return catchThrowable(() -> read(settings));
  }
}
