package dev.rcrewai.http;

import dev.rcrewai.config.AuthSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys published as a JWK set (RFC 7517). Fetched again now and then, and at once for a key id that
 * is not known, but not more often than once a minute; while the address cannot be reached the last
 * good keys hold. Lives on one event loop.
 */
final class PublishedKeys implements TokenKeys {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration FETCH_INTERVAL_MIN = Duration.ofMinutes(1);
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final int KEYS_MAX = 100;

  private final Vertx vertx;
  private final AuthSettings settings;
  private final URI address;
  private final LongSupplier nanoTime;
  private final WebClient client;
  private @Nullable JWTAuth auth;
  private Set<String> known = Set.of();
  private @Nullable Future<JWTAuth> fetching;
  private long fetchedNanos;
  private long lookedNanos;

  /**
   * @param nanoTime a clock for spans of time, as {@link System#nanoTime}
   */
  PublishedKeys(Vertx vertx, AuthSettings settings, URI address, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.settings = settings;
    this.address = address;
    this.nanoTime = nanoTime;
    this.lookedNanos = nanoTime.getAsLong() - FETCH_INTERVAL_MIN.toNanos();
    this.client = WebClient.create(vertx, new WebClientOptions().setFollowRedirects(false));
  }

  @Override
  public Future<JWTAuth> forKey(@Nullable String kid) {
    if (auth == null) {
      return fetch();
    }
    long now = nanoTime.getAsLong();
    if (kid != null && !known.contains(kid)) {
      if (fetching == null && now - lookedNanos >= FETCH_INTERVAL_MIN.toNanos()) {
        lookedNanos = now;
        return fetch();
      }
      return fetching == null ? Future.succeededFuture(auth) : fetching;
    }
    if (now - fetchedNanos > KEPT.toNanos()) {
      fetch();
    }
    return Future.succeededFuture(auth);
  }

  private Future<JWTAuth> fetch() {
    if (fetching != null) {
      return fetching;
    }
    fetchedNanos = nanoTime.getAsLong();
    var fetched =
        client
            .getAbs(address.toString())
            .timeout(TIMEOUT_MILLIS)
            .send()
            .map(answer -> {
              if (answer.statusCode() != 200) {
                throw new IllegalStateException("status " + answer.statusCode());
              }
              return use(answer.bodyAsJsonObject().getJsonArray("keys"));
            })
            .recover(this::keepLastGood)
            .onComplete(_ -> fetching = null);
    fetching = fetched.isComplete() ? null : fetched;
    return fetched;
  }

  private JWTAuth use(JsonArray keys) {
    var options = TokenKeys.options(settings);
    var ids = new HashSet<String>();
    keys.stream()
        .limit(KEYS_MAX)
        .map(JsonObject.class::cast)
        .filter(this::fits)
        .forEach(key -> {
          options.addJwk(key.copy().put("alg", settings.algorithm()));
          ids.add(String.valueOf(key.getString("kid")));
        });
    if (ids.isEmpty()) {
      throw new IllegalStateException("the set has no key for " + settings.algorithm());
    }
    var checker = JWTAuth.create(vertx, options);
    known = Set.copyOf(ids);
    auth = checker;
    return checker;
  }

  /** A key for another algorithm or use is none of ours. */
  private boolean fits(JsonObject key) {
    var type = settings.algorithm().startsWith("RS") ? "RSA" : "EC";
    return type.equals(key.getString("kty"))
        && settings.algorithm().equals(key.getString("alg", settings.algorithm()))
        && Objects.equals("sig", key.getString("use", "sig"));
  }

  private Future<JWTAuth> keepLastGood(Throwable cause) {
    LOG.warn("the published keys cannot be fetched: {}", cause.getMessage());
    return auth == null ? Future.failedFuture(cause) : Future.succeededFuture(auth);
  }
}
