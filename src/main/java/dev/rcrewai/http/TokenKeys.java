package dev.rcrewai.http;

import dev.rcrewai.config.AuthSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys that tokens are checked with: one that is configured, or a published set. */
interface TokenKeys {
  /** How far the clocks of issuer and server may be apart, in seconds. */
  int LEEWAY_SECONDS = 5;

  /** The checker that knows this key; {@code kid} is null where the token names none. */
  Future<JWTAuth> forKey(@Nullable String kid);

  /** The keys that the settings name. */
  static TokenKeys of(Vertx vertx, AuthSettings settings) {
    var published = settings.jwksUrl();
    if (published != null) {
      return new PublishedKeys(vertx, settings, published, System::nanoTime);
    }
    var pem = settings.publicKey() == null ? secret(settings) : settings.publicKey().get();
    var key = new PubSecKeyOptions().setAlgorithm(settings.algorithm()).setBuffer(pem);
    var auth = JWTAuth.create(vertx, options(settings).addPubSecKey(key));
    return _ -> Future.succeededFuture(auth);
  }

  /** What every token is checked for, whatever the key. */
  static JWTAuthOptions options(AuthSettings settings) {
    var checks = new JWTOptions().setLeeway(LEEWAY_SECONDS).setAlgorithm(settings.algorithm());
    if (settings.issuer() != null) {
      checks.setIssuer(settings.issuer());
    }
    if (settings.audience() != null) {
      checks.addAudience(settings.audience());
    }
    return new JWTAuthOptions().setJWTOptions(checks);
  }

  private static String secret(AuthSettings settings) {
    return Objects.requireNonNull(settings.secret(), "HS256 needs a secret").get();
  }
}
