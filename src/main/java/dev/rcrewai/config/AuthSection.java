package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.flag;
import static dev.rcrewai.config.Rule.oneOf;
import static dev.rcrewai.config.Rule.publicKey;
import static dev.rcrewai.config.Rule.secret;
import static dev.rcrewai.config.Rule.secretOrNone;
import static dev.rcrewai.config.Rule.text;
import static dev.rcrewai.config.Rule.url;

import dev.rcrewai.config.StoreSettings.Kind;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** How tokens are checked. */
final class AuthSection {
  static final Section AUTH = new Section("auth", "Tokens");
  static final Key<String> ALGORITHM =
      AUTH.key(
          "JWT_ALGORITHM",
          "jwt_algorithm",
          oneOf(AuthSettings.HS256, AuthSettings.RS256, AuthSettings.ES256),
          AuthSettings.HS256,
          "How tokens are signed; a token cannot choose");
  static final Key<Secret> SECRET =
      AUTH.secret(
          "JWT_SECRET",
          "jwt_secret",
          secret(AuthSettings.SECRET_BYTES_MIN),
          "The shared secret of HS256; where it is not set, the server makes one, keeps it in"
              + " DATA_DIR and listens on 127.0.0.1 only");
  static final Key<Secret> PREVIOUS =
      AUTH.secret(
          "JWT_SECRET_PREVIOUS",
          "jwt_secret_previous",
          secretOrNone(AuthSettings.SECRET_BYTES_MIN),
          "A second secret whose tokens are accepted too, while one takes the place of another");
  static final Key<Secret> PUBLIC_KEY =
      AUTH.secret(
          "JWT_PUBLIC_KEY", "jwt_public_key", publicKey(), "The public key of RS256 or ES256");
  static final Key<URI> JWKS_URL =
      AUTH.optional(
          "JWT_JWKS_URL",
          "jwt_jwks_url",
          url(),
          "Where the public keys of RS256 or ES256 are published");
  static final Key<String> ISSUER =
      AUTH.optional("JWT_ISSUER", "jwt_issuer", text(), "The iss to insist on; any if not set");
  static final Key<String> AUDIENCE =
      AUTH.optional("JWT_AUDIENCE", "jwt_audience", text(), "The aud to insist on; any if not set");
  static final Key<Boolean> EXP_REQUIRED =
      AUTH.key(
          "JWT_EXP_REQUIRED",
          "jwt_exp_required",
          flag(),
          "true",
          "Whether a token without exp is refused");

  private AuthSection() {}

  /** Whether the server has to make the secret of its tokens itself. */
  static boolean needsSecret(Values in) {
    return isShared(in) && !in.isGiven(SECRET) && StoreSection.kind(in) == Kind.SQLITE;
  }

  /** Finds every problem; {@link #read} needs there to be none. */
  static void validate(Values in) {
    AUTH.keys().forEach(in::find);
    if (isShared(in) && !in.isGiven(SECRET) && StoreSection.kind(in) != Kind.SQLITE) {
      in.refuse(SECRET, "the secret that all nodes share, because their store is shared");
    }
    if (!isShared(in) && in.isGiven(PUBLIC_KEY) == in.isGiven(JWKS_URL)) {
      in.refuse(PUBLIC_KEY, "either it or JWT_JWKS_URL with this JWT_ALGORITHM");
    }
    if (!in.isGiven(SECRET) && in.isGiven(PREVIOUS)) {
      in.refuse(PREVIOUS, "JWT_SECRET beside it");
    }
    for (var key : List.of(PUBLIC_KEY, JWKS_URL)) {
      if (isShared(in) && in.isGiven(key)) {
        in.refuse(key, "RS256 or ES256 as JWT_ALGORITHM beside it");
      }
    }
  }

  /**
   * @param generated the secret that the server made, or empty where it is not needed
   */
  static AuthSettings read(Values in, Optional<Secret> generated) {
    var secret = in.find(SECRET).or(() -> generated).filter(_ -> isShared(in));
    return new AuthSettings(
        in.get(ALGORITHM),
        secret.orElse(null),
        secret.flatMap(_ -> in.findOrAwait(PREVIOUS)).orElse(null),
        in.find(PUBLIC_KEY).orElse(null),
        in.find(JWKS_URL).orElse(null),
        in.find(ISSUER).orElse(null),
        in.find(AUDIENCE).orElse(null),
        in.get(EXP_REQUIRED),
        generated.isPresent());
  }

  private static boolean isShared(Values in) {
    return in.get(ALGORITHM).equals(AuthSettings.HS256);
  }
}
