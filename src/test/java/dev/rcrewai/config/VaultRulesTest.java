package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How Vault is named, and what its secrets count. */
class VaultRulesTest {
  @TempDir Path dir;
  private Loading loading;

  @BeforeEach
  void begin() {
    loading = new Loading(dir);
  }

  @Test
  void vault_notNamed_isNone_whateverElseIsSet() {
    loading.with("VAULT_TOKEN", "t").with("VAULT_ROLE", "r");
    assertThat(loading.loader().vault()).isEmpty();
    assertThat(loading.load().secrets().vault()).isNull();
  }

  @Test
  void vault_variables_areMapped() {
    var vault =
        loading
            .with("VAULT_ADDR", "https://vault:8200/")
            .with("VAULT_ROLE", "crews")
            .with("VAULT_K8S_MOUNT", "clusters/one")
            .with("VAULT_K8S_TOKEN_PATH", "/run/token")
            .with("VAULT_NAMESPACE", "team/a")
            .with("VAULT_CACERT", "/run/ca.pem")
            .with("VAULT_SSL_VERIFY", "false")
            .with("VAULT_PATHS", "kv/data/a, kv/data/b/c")
            .with("VAULT_REFRESH_INTERVAL", "60")
            .with("VAULT_CLIENT_TIMEOUT", "2")
            .load()
            .secrets()
            .vault();
    assertThat(vault)
        .isEqualTo(
            new VaultSettings(
                URI.create("https://vault:8200"),
                new VaultSettings.Kubernetes("clusters/one", "crews", Path.of("/run/token")),
                "team/a",
                Path.of("/run/ca.pem"),
                false,
                List.of("kv/data/a", "kv/data/b/c"),
                Duration.ofSeconds(60),
                Duration.ofSeconds(2)));
  }

  @Test
  void vault_defaults_areTheSeeds() {
    var vault = Objects.requireNonNull(withVault().load().secrets().vault());
    assertThat(vault.paths()).containsExactly("secret/data/llm_providers", "secret/data/database");
    assertThat(vault.refreshInterval()).isEqualTo(Duration.ofHours(1));
    assertThat(vault.sslVerify()).isTrue();
    assertThat(vault.toString()).doesNotContain("canary");
  }

  @Test
  void vault_withoutTokenOrRole_orWithBoth_isRefused() {
    loading.with("VAULT_ADDR", "http://vault");
    assertThat(loading.problems())
        .containsExactly(
            "VAULT_TOKEN is not set; expected either it or VAULT_ROLE beside VAULT_ADDR");
    withVault().with("VAULT_ROLE", "crews");
    assertThat(loading.problems())
        .singleElement()
        .asString()
        .contains("expected either it or VAULT_ROLE")
        .doesNotContain("canary");
  }

  @Test
  void vault_pathOfVersionOne_isRefused() {
    withVault().with("VAULT_PATHS", "secret/llm_providers");
    assertThat(loading.problems())
        .containsExactly(
            "VAULT_PATHS is 'secret/llm_providers'; expected paths with /data/ in them, as"
                + " secret/data/database, separated by commas");
  }

  @Test
  void stored_goesBeforeTheEnvironment() {
    loading.with("OPENAI_API_KEY", "environment");
    assertThat(key(load(Map.of("OPENAI_API_KEY", "vault")), "openai")).isEqualTo("vault");
  }

  @Test
  void stored_blank_isNone() {
    loading.with("OPENAI_API_KEY", "environment");
    assertThat(key(load(Map.of("OPENAI_API_KEY", " ")), "openai")).isEqualTo("environment");
  }

  @Test
  void provider_whoseKeyIsInVaultOnly_isConfigured() {
    var llm = load(Map.of("CLAUDE_API_KEY", "vault")).llm();
    assertThat(llm.provider()).isEqualTo("anthropic");
  }

  @Test
  void database_whoseUrlIsInVaultOnly_isTheStore() {
    var store = load(Map.of("DATABASE_URL", "postgresql://u:p@db/crews")).store();
    assertThat(store.kind()).isEqualTo(StoreSettings.Kind.POSTGRES);
  }

  @Test
  void stored_thatBreaksItsRule_isAProblem_unseen() {
    var stored = Map.of("JWT_SECRET", stored("JWT_SECRET", "short canary"));
    var refused =
        catchThrowableOfType(SettingsException.class, () -> loading.loader().with(stored).load());
    assertThat(refused)
        .hasMessageContaining("Vault: JWT_SECRET is a text of 12 bytes; expected at least 32 bytes")
        .hasMessageNotContaining("canary");
  }

  @Test
  void stored_thatIsNoSecretOfOurs_doesNotCount() {
    assertThat(load(Map.of("PORT", "99", "VAULT_TOKEN", "x")).http().port()).isEqualTo(8080);
  }

  @Test
  void given_secrets_knowWhereTheyCameFrom() {
    var file = loading.file("key", "sk-file\n");
    loading.with("ANTHROPIC_API_KEY_FILE", file.toString());
    var given = load(Map.of("OPENAI_API_KEY", "vault")).secrets().given();
    assertThat(given)
        .extracting(GivenSecret::name, GivenSecret::origin)
        .containsExactlyInAnyOrder(
            tuple("JWT_SECRET", new GivenSecret.Fixed()),
            tuple("JWT_SECRET_PREVIOUS", new GivenSecret.Vault()),
            tuple("LLM_CALLER_KEYS", new GivenSecret.Vault()),
            tuple("LLM_CREW_KEYS", new GivenSecret.Vault()),
            tuple("TOOL_SECRETS", new GivenSecret.Vault()),
            tuple("SMTP_PASSWORD", new GivenSecret.Vault()),
            tuple("OTEL_EXPORTER_OTLP_TRACES_HEADERS", new GivenSecret.Vault()),
            tuple("WEBHOOK_SECRET", new GivenSecret.Vault()),
            tuple("WEBHOOK_SECRETS", new GivenSecret.Vault()),
            tuple("OPENAI_API_KEY", new GivenSecret.Vault()),
            tuple("ANTHROPIC_API_KEY", new GivenSecret.File(file)));
    assertThat(given)
        .filteredOn(one -> one.secret().get().isEmpty())
        .as("what Vault need not have")
        .allMatch(GivenSecret::mayBeMissing);
    assertThat(given.toString()).doesNotContain("vault", "sk-file", Loading.SECRET);
  }

  @Test
  void previousSecret_fileMissing_isNone() {
    loading.with("JWT_SECRET_PREVIOUS_FILE", dir.resolve("none").toString());
    assertThat(loading.load().auth().previousSecret())
        .satisfies(previous -> assertThat(Objects.requireNonNull(previous).get()).isEmpty());
  }

  @Test
  void previousSecret_short_orAlone_isRefused() {
    loading.with("JWT_SECRET_PREVIOUS", "short");
    assertThat(loading.problems())
        .containsExactly(
            "JWT_SECRET_PREVIOUS is a text of 5 bytes; expected at least 32 bytes, or nothing");
    loading.without("JWT_SECRET").with("JWT_SECRET_PREVIOUS", Loading.SECRET);
    assertThat(loading.problems())
        .containsExactly(
            "JWT_SECRET_PREVIOUS is a text of 32 bytes; expected JWT_SECRET beside it");
  }

  private Loading withVault() {
    return loading.with("VAULT_ADDR", "http://vault").with("VAULT_TOKEN", "canary");
  }

  private Settings load(Map<String, String> stored) {
    var all = new java.util.HashMap<String, StoredSecret>();
    stored.forEach((name, text) -> all.put(name, stored(name, text)));
    return loading.loader().with(all).load();
  }

  private static StoredSecret stored(String name, String text) {
    return new StoredSecret("Vault: " + name, new Secret(text));
  }

  private static String key(Settings settings, String provider) {
    var named = Objects.requireNonNull(settings.llm().providers().get(provider));
    return Objects.requireNonNull(named.apiKey()).get();
  }
}
