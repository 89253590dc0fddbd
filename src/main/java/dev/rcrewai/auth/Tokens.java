package dev.rcrewai.auth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rcrewai.config.AuthSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks bearer tokens by RFC 8725: one algorithm, fixed by configuration; strict JSON; typed
 * claims. Every fault is the same refusal. Signature and times are checked by vertx-auth-jwt. Lives
 * on one event loop.
 */
public final class Tokens {
  private static final int TOKEN_CHARS_MAX = 8_192;
  private static final int USER_ID_CHARS_MAX = 256;
  private static final int PERMISSIONS_MAX = 1_000;
  private static final int TRUSTED_MAX = 500;

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Vertx vertx;
  private final AuthSettings settings;
  private final TokenKeys keys;
  private final InstantSource clock;

  /** What was checked with the keys that are known; it may have expired since. */
  private final Map<String, Claims> trusted = new HashMap<>();

  private @Nullable KeySet known;
  private @Nullable JWTAuth checker;

  /** What a token says. */
  private record Claims(@Nullable String kid, Caller caller) {}

  public Tokens(Vertx vertx, AuthSettings settings, TokenKeys keys, InstantSource clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The caller of a request with these {@code Authorization} headers: there must be one, with a
   * bearer token (RFC 6750). Fails with a {@link Refused} where it is not to be trusted.
   */
  public Future<Caller> caller(List<String> authorization) {
    if (authorization.size() != 1
        || !authorization.getFirst().regionMatches(true, 0, "Bearer ", 0, 7)) {
      return refused("there is no bearer token");
    }
    return check(authorization.getFirst().substring(7).strip());
  }

  /** The caller of that token; fails with a {@link Refused} where it is not to be trusted. */
  Future<Caller> check(String token) {
    try {
      var known = trusted.get(token);
      var claims = known == null ? read(token) : known;
      requireAlive(claims.caller());
      return keys.forKey(claims.kid())
          .compose(set -> trusted(set, token, claims))
          .recover(cause -> refused(String.valueOf(cause.getMessage())));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      return refused("it cannot be read");
    } catch (Refused e) {
      return Future.failedFuture(e);
    }
  }

  private Claims read(String token) throws IOException, Refused {
    var parts = token.split("\\.", -1);
    if (token.length() > TOKEN_CHARS_MAX || parts.length != 3) {
      throw new Refused("it is no JWT");
    }
    var kid = checkHeader(decode(parts[0]));
    return new Claims(kid, caller(decode(parts[1])));
  }

  /** To check a signature again with the same keys would bring nothing new. */
  private Future<Caller> trusted(KeySet set, String token, Claims claims) {
    var now = checker(set);
    return trusted.containsKey(token)
        ? Future.succeededFuture(claims.caller())
        : now.authenticate(new TokenCredentials(token)).map((User _) -> trust(set, token, claims));
  }

  private Caller trust(KeySet set, String token, Claims claims) {
    if (trusted.size() >= TRUSTED_MAX) {
      trusted.clear();
    }
    if (set == known) { // and not of keys that went while it was checked
      trusted.put(token, claims);
    }
    return claims.caller();
  }

  private JWTAuth checker(KeySet keys) {
    var now = checker;
    if (now == null || keys != known) {
      now = keys.checker(vertx);
      checker = now;
      known = keys;
      trusted.clear();
    }
    return now;
  }

  private @Nullable String checkHeader(JsonNode header) throws Refused {
    if (!settings.algorithm().equals(header.path("alg").asText())) {
      throw new Refused("its algorithm is not " + settings.algorithm());
    }
    if (header.has("crit")) {
      throw new Refused("it has critical extensions");
    }
    return header.path("kid").isTextual() ? header.get("kid").asText() : null;
  }

  private Caller caller(JsonNode claims) throws Refused {
    var exp = claims.get("exp");
    if (exp == null ? settings.expRequired() : !exp.isNumber()) {
      throw new Refused("exp is missing or no number");
    }
    var expiresAt = exp == null ? null : Instant.ofEpochSecond(exp.asLong());
    return new Caller(
        userId(claims.path("user_id")), permissions(claims.get("permissions")), expiresAt);
  }

  private void requireAlive(Caller caller) throws Refused {
    var expiresAt = caller.expiresAt();
    if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
      throw new Refused("it has expired");
    }
  }

  private static String userId(JsonNode claim) throws Refused {
    if (!claim.isTextual() && !claim.isIntegralNumber()) {
      throw new Refused("user_id is missing or no text");
    }
    var id = claim.asText();
    if (id.isBlank() || id.length() > USER_ID_CHARS_MAX) {
      throw new Refused("user_id is empty or too long");
    }
    return id;
  }

  private static Set<String> permissions(@Nullable JsonNode claim) throws Refused {
    var permissions = new HashSet<String>();
    if (claim == null) {
      return permissions;
    }
    if (!claim.isArray() || claim.size() > PERMISSIONS_MAX) {
      throw new Refused("permissions is no list");
    }
    for (var permission : claim) {
      if (!permission.isTextual()) {
        throw new Refused("a permission is no text");
      }
      permissions.add(permission.asText());
    }
    return permissions;
  }

  private static JsonNode decode(String part) throws IOException, Refused {
    var node = STRICT.readTree(Base64.getUrlDecoder().decode(part));
    if (!node.isObject()) {
      throw new Refused("it is no JSON object");
    }
    return node;
  }

  private static <T> Future<T> refused(String why) {
    return Future.failedFuture(new Refused(why));
  }

  /** The token is not to be trusted; the reason is for logs only. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why, null, false, false);
    }
  }
}
