package dev.rcrewai.secret;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rcrewai.config.Secret;
import dev.rcrewai.config.VaultSettings;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of Vault: given and kept alive, or got for a pod. */
class VaultLoginTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String LOGIN = "auth/kubernetes/login";
  private static final String RENEW = "auth/token/renew-self";
  private static final String LOOKUP = "auth/token/lookup-self";

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final FakeVault server = new FakeVault();
  private final AtomicLong nanos = new AtomicLong();
  private Path jwt;

  @BeforeEach
  void begin() throws Exception {
    jwt = Files.writeString(dir.resolve("token"), "pod-1\n");
    server.put(VaultTest.KEYS, Map.of("openai_api_key", "sk-1"));
  }

  @AfterEach
  void end() {
    await(vertx.close());
    server.close();
  }

  @Test
  void token_thatEnds_isRenewedInTime() {
    var token = server.token(Duration.ofSeconds(2), true);
    var vault = vault(new VaultSettings.Token(new Secret(token)));
    vertx.runOnContext(_ -> vault.start());

    Waiting.until("renewed twice", SOON, () -> server.asked(RENEW) >= 2);

    assertThat(server.isAlive(token)).isTrue();
    assertThat(read(vault)).isEqualTo(1);
  }

  @Test
  void token_thatCannotBeRenewed_isUsedAsItIs() {
    var token = server.token(Duration.ofSeconds(100), false);
    var vault = vault(new VaultSettings.Token(new Secret(token)));
    vertx.runOnContext(_ -> vault.start());

    Waiting.until("looked up", SOON, () -> server.asked(LOOKUP) == 1);

    assertThat(read(vault)).isEqualTo(1);
    assertThat(server.asked(RENEW)).isZero();
  }

  @Test
  void rootToken_isNotRenewed() {
    var vault = vault(new VaultSettings.Token(new Secret(FakeVault.ROOT)));
    vertx.runOnContext(_ -> vault.start());
    Waiting.until("looked up", SOON, () -> server.asked(LOOKUP) == 1);
    assertThat(read(vault)).isEqualTo(1);
    assertThat(server.asked(RENEW)).isZero();
  }

  @Test
  void givenToken_refused_isNotTriedAgain() {
    var vault = vault(new VaultSettings.Token(new Secret("hvs.none")));
    assertThat(catchThrowable(() -> read(vault))).hasMessageContaining("answered 403");
    assertThat(server.asked(VaultTest.KEYS)).isEqualTo(1);
  }

  @Test
  void pod_logsInOnce_forManyReadings() {
    var vault = vault(kubernetes(FakeVault.ROLE));
    assertThat(read(vault)).isEqualTo(1);
    assertThat(read(vault)).isEqualTo(1);
    assertThat(server.asked(LOGIN)).isEqualTo(1);
    assertThat(server.jwts()).containsExactly("pod-1");
  }

  @Test
  void pod_afterTwoThirdsOfTheTokensLife_logsInWithItsNewestToken() throws Exception {
    server.loginLife(Duration.ofSeconds(90));
    var vault = vault(kubernetes(FakeVault.ROLE));
    read(vault);
    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    read(vault);
    assertThat(server.asked(LOGIN)).isEqualTo(1);

    Files.writeString(jwt, "pod-2\n");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    read(vault);

    assertThat(server.jwts()).containsExactly("pod-1", "pod-2");
  }

  @Test
  void pod_whoseTokenWasRevoked_logsInAgainAtOnce() {
    var vault = vault(kubernetes(FakeVault.ROLE));
    read(vault);
    server.revokeAll();
    assertThat(read(vault)).isEqualTo(1);
    assertThat(server.asked(LOGIN)).isEqualTo(2);
  }

  @Test
  void pod_ofAnotherRole_isRefusedWithoutItsToken() {
    var vault = vault(kubernetes("other"));
    assertThat(catchThrowable(() -> read(vault)))
        .hasMessageContaining("answered 400 (bad request): auth/kubernetes/login")
        .hasMessageNotContaining("pod-1");
  }

  @Test
  void pod_withoutItsToken_saysSo() throws Exception {
    Files.delete(jwt);
    assertThat(catchThrowable(() -> read(vault(kubernetes(FakeVault.ROLE)))))
        .hasMessageContaining("the service account's token cannot be read (NoSuchFileException)");
  }

  private VaultSettings.Kubernetes kubernetes(String role) {
    return new VaultSettings.Kubernetes("kubernetes", role, jwt);
  }

  private Vault vault(VaultSettings.Login login) {
    var settings =
        new VaultSettings(
            URI.create(server.address()),
            login,
            null,
            null,
            true,
            List.of(VaultTest.KEYS),
            Duration.ofHours(1),
            Duration.ofSeconds(5));
    return new Vault(vertx, settings, nanos::get);
  }

  private int read(Vault vault) {
    return await(onContext(vault::read)).size();
  }

  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    vertx.runOnContext(_ -> work.get().onComplete(done));
    return done.future();
  }
}
