package dev.rcrewai.auth;

import dev.rcrewai.config.AuthSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.List;

/** Keys that go together, and all else that a token is checked for. Immutable; prints no key. */
public final class KeySet {
  /** How far the clocks of issuer and server may be apart, in seconds. */
  private static final int LEEWAY_SECONDS = 5;

  private final JWTAuthOptions options;

  private KeySet(JWTAuthOptions options) {
    this.options = options;
  }

  /** Secrets of HS256, or public keys in PEM. */
  static KeySet ofTexts(AuthSettings settings, List<String> texts) {
    var options = checks(settings);
    for (var text : texts) {
      options.addPubSecKey(
          new PubSecKeyOptions().setAlgorithm(settings.algorithm()).setBuffer(text));
    }
    return new KeySet(options);
  }

  /** Keys of a JWK set, all of them for the algorithm of the settings. */
  static KeySet ofJwks(AuthSettings settings, List<JsonObject> keys) {
    var options = checks(settings);
    keys.forEach(key -> options.addJwk(key.copy().put("alg", settings.algorithm())));
    return new KeySet(options);
  }

  /** What checks with these keys; for one event loop, since its ciphers hold state. */
  JWTAuth checker(Vertx vertx) {
    return JWTAuth.create(vertx, new JWTAuthOptions(options));
  }

  private static JWTAuthOptions checks(AuthSettings settings) {
    var checks = new JWTOptions().setLeeway(LEEWAY_SECONDS).setAlgorithm(settings.algorithm());
    if (settings.issuer() != null) {
      checks.setIssuer(settings.issuer());
    }
    if (settings.audience() != null) {
      checks.addAudience(settings.audience());
    }
    return new JWTAuthOptions().setJWTOptions(checks);
  }
}
