package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.rcrewai.auth.KeyServer;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.AuthSettings;
import dev.rcrewai.config.Secret;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of tokens that change while callers come, at the door of the whole server. */
class KeyRotationTest {
  private static final String OLD = "old-secret-of-tokens-0123456789abcdef";
  private static final String NEW = "new-secret-of-tokens-0123456789abcdef";
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int REQUESTS = 1_000;
  private static final int IN_FLIGHT = 64;

  @TempDir Path dir;

  /** The three steps of the documents, as Kubernetes would mount them. */
  @Test
  void sharedSecret_exchangedInThreeSteps_refusesNoGoodToken() throws Exception {
    mount(1, OLD, "");
    var server =
        new HttpFixture(
            Map.of(
                "JWT_SECRET", "",
                "JWT_SECRET_FILE", dir.resolve("..data/current").toString(),
                "JWT_SECRET_PREVIOUS_FILE", dir.resolve("..data/previous").toString(),
                "SECRET_FILES_INTERVAL", "0.1",
                "CALLER_REQUESTS_PER_SECOND", "100000",
                "CALLER_REQUEST_BURST", "100000"));
    var old = signed(OLD);
    var next = signed(NEW);
    server.start();
    try {
      assertThat(status(server, old)).isEqualTo(200);
      assertThat(status(server, next)).isEqualTo(401);

      mount(2, OLD, NEW);
      var first = load(server, i -> old);
      Waiting.until("both are good", SOON, () -> status(server, next) == 200);
      assertAllGood(first);

      mount(3, NEW, OLD);
      assertAllGood(load(server, i -> i % 2 == 0 ? old : next));

      mount(4, NEW, "");
      Waiting.until("the old one is refused", SOON, () -> status(server, old) == 401);
      assertThat(status(server, next)).isEqualTo(200);
    } finally {
      server.close();
    }
  }

  @Test
  void publishedKeys_rotatedUnderLoad_areFetchedOnceForAllEventLoops() throws Exception {
    var first = new RSAKeyGenerator(2048).keyID("first").generate();
    var second = new RSAKeyGenerator(2048).keyID("second").generate();
    var vertx = Vertx.vertx();
    try (var published = KeyServer.start(vertx, first)) {
      var server =
          new HttpFixture(
              Map.of(
                  "JWT_ALGORITHM", "RS256",
                  "JWT_JWKS_URL", published.address().toString(),
                  "CALLER_REQUESTS_PER_SECOND", "100000",
                  "CALLER_REQUEST_BURST", "100000"));
      var old = signed(first, "first");
      var next = signed(second, "second");
      server.start();
      try {
        assertAllGood(load(server, i -> old));
        assertThat(published.fetches()).isEqualTo(1);

        published.publish(first, second);
        assertAllGood(load(server, i -> i % 2 == 0 ? old : next));
        assertThat(published.fetches()).isEqualTo(2);

        published.fail(503);
        assertThat(load(server, i -> signed(second, "unknown-" + i))).containsOnly(401);
        assertAllGood(load(server, i -> i % 2 == 0 ? old : next));
        assertThat(published.fetches()).isEqualTo(2);
      } finally {
        server.close();
      }
    } finally {
      vertx.close();
    }
  }

  private static void assertAllGood(List<Integer> statuses) {
    assertThat(statuses).hasSize(REQUESTS).containsOnly(200);
  }

  /** The statuses of many requests, so many of them at once. */
  private static List<Integer> load(HttpFixture server, IntFunction<String> token)
      throws InterruptedException {
    var free = new Semaphore(IN_FLIGHT);
    var answers = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < REQUESTS; i++) {
      free.acquire();
      var request = server.to("/v1/crews").header("Authorization", "Bearer " + token.apply(i));
      answers.add(
          server
              .sendAsync(request)
              .whenComplete((_, _) -> free.release())
              .thenApply(Answer::status));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private static int status(HttpFixture server, String token) {
    return server.send(server.to("/v1/crews").header("Authorization", "Bearer " + token)).status();
  }

  private static String signed(String secret) {
    var auth =
        new AuthSettings("HS256", new Secret(secret), null, null, null, null, null, true, false);
    return new TokenIssuer(auth).issue("ann", List.of("execute_crew"), Duration.ofMinutes(10));
  }

  private static String signed(RSAKey key, String kid) {
    var claims =
        new JWTClaimsSet.Builder()
            .claim("user_id", "ann")
            .claim("permissions", List.of("execute_crew"))
            .expirationTime(Date.from(Instant.now().plusSeconds(600)))
            .build();
    var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build(), claims);
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    return token.serialize();
  }

  /** A new version of the mounted Secret: its files are exchanged in one step. */
  private void mount(int version, String current, String previous) throws IOException {
    var files = Files.createDirectory(dir.resolve("v" + version));
    Files.writeString(files.resolve("current"), current + "\n");
    Files.writeString(files.resolve("previous"), previous);
    var link = Files.createSymbolicLink(dir.resolve("..next"), files.getFileName());
    Files.move(link, dir.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }
}
