package dev.rcrewai.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are checked. The algorithm is pinned here, never by the token.
 *
 * @param algorithm HS256, RS256 or ES256
 * @param secret the shared secret of HS256, at least 32 bytes; null for the others
 * @param previousSecret a second one whose tokens are accepted too; empty where there is none now,
 *     null where there cannot be one
 * @param publicKey PEM of RS256 or ES256, or null where {@code jwksUrl} is set
 * @param jwksUrl where the public keys are published, or null
 * @param issuer the {@code iss} to insist on, or null
 * @param audience the {@code aud} to insist on, or null
 * @param expRequired whether a token without {@code exp} is refused
 * @param generated whether the secret was made by this server and kept in its data directory
 */
public record AuthSettings(
    String algorithm,
    @Nullable Secret secret,
    @Nullable Secret previousSecret,
    @Nullable Secret publicKey,
    @Nullable URI jwksUrl,
    @Nullable String issuer,
    @Nullable String audience,
    boolean expRequired,
    boolean generated) {
  public static final String HS256 = "HS256";
  public static final String RS256 = "RS256";
  public static final String ES256 = "ES256";

  /** A shorter secret of HS256 can be guessed from a single token. */
  public static final int SECRET_BYTES_MIN = 32;

  public AuthSettings {
    boolean shared = algorithm.equals(HS256);
    Require.that(
        shared || algorithm.equals(RS256) || algorithm.equals(ES256),
        "algorithm is " + algorithm + "; expected HS256, RS256 or ES256");
    Require.that(shared == (secret != null), "a secret belongs to HS256, and to it only");
    Require.that(shared || previousSecret == null, "a second secret belongs to HS256 only");
    Require.that(
        shared ? publicKey == null && jwksUrl == null : (publicKey == null) != (jwksUrl == null),
        "RS256 and ES256 need either a public key or where keys are published, HS256 neither");
  }
}
