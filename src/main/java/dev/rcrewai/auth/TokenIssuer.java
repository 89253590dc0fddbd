package dev.rcrewai.auth;

import dev.rcrewai.config.AuthSettings;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes HS256 tokens (RFC 7519) with the server's own secret, for its operators. */
public final class TokenIssuer {
  private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private final AuthSettings settings;
  private final InstantSource clock = InstantSource.system();

  public TokenIssuer(AuthSettings settings) {
    this.settings = settings;
  }

  /** A token of that user with these permissions, from now on for so long. */
  public String issue(String userId, List<String> permissions, Duration lifetime) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("user_id", userId);
    claims.put("permissions", permissions);
    long now = clock.instant().getEpochSecond();
    claims.put("iat", now);
    claims.put("exp", now + lifetime.toSeconds());
    if (settings.issuer() != null) {
      claims.put("iss", settings.issuer());
    }
    if (settings.audience() != null) {
      claims.put("aud", settings.audience());
    }
    var signed = encoded(HEADER) + "." + encoded(new JsonObject(claims).encode());
    return signed + "." + signature(signed);
  }

  private String signature(String signed) {
    try {
      var secret = Objects.requireNonNull(settings.secret(), "HS256 needs a secret").get();
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String json) {
    return base64(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
