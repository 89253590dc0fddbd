package dev.rcrewai.auth;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.rcrewai.auth.Tokens.Refused;
import dev.rcrewai.config.AuthSettings;
import dev.rcrewai.config.Secret;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which keys a token is checked with: the configured one, or those that are published. */
class KeysTest {
  private static final String SECRET = "a secret that is long enough for HS256";

  private static final Vertx VERTX = Vertx.vertx();
  private static final Context LOOP = VERTX.getOrCreateContext();

  private static RSAKey rsa;
  private static RSAKey nextRsa;
  private static ECKey ec;

  private final AtomicLong nanos = new AtomicLong();

  @BeforeAll
  static void makeKeys() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("first").generate();
    nextRsa = new RSAKeyGenerator(2048).keyID("second").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
  }

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  @Test
  void publicKey_rs256_trustsItsTokensOnly() throws Exception {
    var tokens = withPublicKey("RS256", rsa);

    assertThat(check(tokens, token(rsa, null)).userId()).isEqualTo("ann");
    assertRefused(tokens, token(nextRsa, null));
  }

  @Test
  void publicKey_es256_trustsItsTokensOnly() throws Exception {
    var tokens = withPublicKey("ES256", ec);

    assertThat(check(tokens, token(ec, null)).userId()).isEqualTo("ann");
    assertRefused(tokens, token(rsa, null));
  }

  @Test
  void publicKey_usedAsASecret_isRefused() throws Exception {
    var pem = pem(rsa).getBytes(StandardCharsets.UTF_8);
    var confused = sign(JWSAlgorithm.HS256, null, new MACSigner(pem), claims().build());

    assertRefused(withPublicKey("RS256", rsa), confused);
  }

  @Test
  void noExp_isTrustedOnlyWhereExpIsNotRequired() throws Exception {
    var claims = claims().expirationTime(null).build();
    var token = sign(JWSAlgorithm.HS256, null, new MACSigner(SECRET), claims);

    assertThat(check(tokens(shared(false), clockNow()), token).expiresAt()).isNull();
    assertRefused(tokens(shared(true), clockNow()), token);
  }

  @Test
  void userId_aNumber_isItsText() throws Exception {
    var claims = claims().claim("user_id", 42).build();
    var token = sign(JWSAlgorithm.HS256, null, new MACSigner(SECRET), claims);

    assertThat(check(tokens(shared(true), clockNow()), token).userId()).isEqualTo("42");
  }

  @Test
  void trustedToken_onceItHasExpired_isRefused() throws Exception {
    var now = new AtomicReference<>(Instant.now());
    var tokens = tokens(shared(true), now::get);
    var token = sign(JWSAlgorithm.HS256, null, new MACSigner(SECRET), claims().build());

    assertThat(check(tokens, token).userId()).isEqualTo("ann");
    now.set(Instant.now().plusSeconds(601));

    assertRefused(tokens, token);
  }

  @Test
  void trustedToken_withASignatureThatIsNot_isRefused() throws Exception {
    var tokens = tokens(shared(true), clockNow());
    var token = sign(JWSAlgorithm.HS256, null, new MACSigner(SECRET), claims().build());
    check(tokens, token);

    assertRefused(tokens, token.substring(0, token.length() - 4) + "AAAA");
  }

  @Test
  void publishedKeys_trustTheirTokensOnly() throws Exception {
    try (var server = KeyServer.start(VERTX, rsa, ec)) {
      var tokens = published(server.address());

      assertThat(check(tokens, token(rsa, "first")).userId()).isEqualTo("ann");
      assertRefused(tokens, token(nextRsa, "first"));
      assertRefused(tokens, token(ec, "curve"));
    }
  }

  @Test
  void publishedKeys_rotatedAtOnce_refuseNoGoodToken() throws Exception {
    try (var server = KeyServer.start(VERTX, rsa)) {
      var tokens = published(server.address());
      check(tokens, token(rsa, "first"));

      server.publish(rsa, nextRsa);
      var old = token(rsa, "first");
      var next = token(nextRsa, "second");
      var all =
          IntStream.range(0, 1_000).mapToObj(i -> later(tokens, i % 2 == 0 ? old : next)).toList();

      assertThat(all).allSatisfy(each -> assertThat(await(each).userId()).isEqualTo("ann"));
      assertThat(server.fetches()).isEqualTo(2);
    }
  }

  @Test
  void publishedKeys_thousandUnknownKeyIds_fetchOnceAMinute() throws Exception {
    try (var server = KeyServer.start(VERTX, rsa)) {
      var tokens = published(server.address());
      check(tokens, token(rsa, "first"));

      for (int i = 0; i < 1_000; i++) {
        assertRefused(tokens, token(nextRsa, "unknown-" + i));
      }
      assertThat(server.fetches()).isEqualTo(2);

      nanos.addAndGet(Duration.ofSeconds(61).toNanos());
      assertRefused(tokens, token(nextRsa, "unknown"));
      assertThat(server.fetches()).isEqualTo(3);
    }
  }

  @Test
  void publishedKeys_addressDown_lastGoodKeysHold() throws Exception {
    try (var server = KeyServer.start(VERTX, rsa)) {
      var tokens = published(server.address());
      check(tokens, token(rsa, "first"));

      server.fail(500);
      assertRefused(tokens, token(nextRsa, "second"));
      nanos.addAndGet(Duration.ofHours(2).toNanos());

      assertThat(check(tokens, token(rsa, "first")).userId()).isEqualTo("ann");
      assertThat(check(tokens, token(rsa, "first")).userId()).isEqualTo("ann");
    }
  }

  @Test
  void publishedKeys_setWithoutUsableKey_lastGoodKeysHold() throws Exception {
    try (var server = KeyServer.start(VERTX, rsa)) {
      var tokens = published(server.address());
      check(tokens, token(rsa, "first"));

      server.publish(ec);
      assertRefused(tokens, token(nextRsa, "second"));

      assertThat(check(tokens, token(rsa, "first")).userId()).isEqualTo("ann");
    }
  }

  @Test
  void publishedKeys_downAtTheStart_areAskedForAgain() throws Exception {
    try (var server = KeyServer.start(VERTX, rsa)) {
      server.fail(503);
      var tokens = published(server.address());
      assertRefused(tokens, token(rsa, "first"));

      server.publish(rsa);

      assertThat(check(tokens, token(rsa, "first")).userId()).isEqualTo("ann");
    }
  }

  private Tokens published(URI address) {
    var settings = new AuthSettings("RS256", null, null, null, address, null, null, true, false);
    return new Tokens(
        VERTX, settings, new PublishedKeys(VERTX, settings, address, nanos::get), clockNow());
  }

  private static Tokens withPublicKey(String algorithm, AsymmetricJWK key) throws Exception {
    var settings =
        new AuthSettings(
            algorithm, null, null, new Secret(pem(key)), null, null, null, true, false);
    return tokens(settings, clockNow());
  }

  private static Tokens tokens(AuthSettings settings, InstantSource clock) {
    return new Tokens(VERTX, settings, TokenKeys.of(VERTX, settings), clock);
  }

  private static AuthSettings shared(boolean expRequired) {
    var secret = new Secret(SECRET);
    return new AuthSettings("HS256", secret, null, null, null, null, null, expRequired, false);
  }

  private static InstantSource clockNow() {
    return InstantSource.system();
  }

  private static Caller check(Tokens tokens, String token) {
    return await(later(tokens, token));
  }

  private static Future<Caller> later(Tokens tokens, String token) {
    var checked = Promise.<Caller>promise();
    LOOP.runOnContext(_ -> tokens.check(token).onComplete(checked));
    return checked.future();
  }

  private static void assertRefused(Tokens tokens, String token) {
    assertThatThrownBy(() -> check(tokens, token))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(Refused.class);
  }

  private static String token(JWK key, @Nullable String kid) throws Exception {
    return switch (key) {
      case RSAKey one -> sign(JWSAlgorithm.RS256, kid, new RSASSASigner(one), claims().build());
      case ECKey one -> sign(JWSAlgorithm.ES256, kid, new ECDSASigner(one), claims().build());
      default -> throw new AssertionError(key);
    };
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .claim("user_id", "ann")
        .claim("permissions", List.of("execute_crew"))
        .expirationTime(Date.from(Instant.now().plusSeconds(600)));
  }

  private static String sign(
      JWSAlgorithm algorithm, @Nullable String kid, JWSSigner signer, JWTClaimsSet claims)
      throws Exception {
    var token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private static String pem(AsymmetricJWK key) throws Exception {
    var bytes =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.toPublicKey().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + bytes + "\n-----END PUBLIC KEY-----\n";
  }
}
