package dev.rcrewai.auth;

import dev.rcrewai.config.AuthSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are published, fetched once for the whole process: again now and then, and at once for
 * a key id that is not known, but for those not more often than once a minute; while the address
 * cannot be reached the last good keys hold. What is known is read from anywhere; fetching happens
 * on one context.
 */
final class PublishedKeys implements TokenKeys {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration FETCH_INTERVAL_MIN = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Context context;
  private final AuthSettings settings;
  private final LongSupplier nanoTime;
  private final JwkSet published;
  private volatile @Nullable Known known;
  private volatile long fetchedNanos;
  private @Nullable Future<KeySet> fetching;
  private long lookedNanos;
  private boolean failing;

  private record Known(KeySet keys, Set<String> ids) {
    boolean fits(@Nullable String kid) {
      return kid == null || ids.contains(kid);
    }
  }

  /**
   * @param nanoTime a clock for spans of time, as {@link System#nanoTime}
   */
  PublishedKeys(Vertx vertx, AuthSettings settings, URI address, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.published = new JwkSet(vertx, address);
    this.lookedNanos = nanoTime.getAsLong() - FETCH_INTERVAL_MIN.toNanos();
  }

  @Override
  public Future<KeySet> forKey(@Nullable String kid) {
    var now = known;
    if (now == null || !now.fits(kid)) {
      return look(kid);
    }
    if (nanoTime.getAsLong() - fetchedNanos > KEPT.toNanos()) {
      context.runOnContext(_ -> fetch());
    }
    return Future.succeededFuture(now.keys());
  }

  /** There, and the answer here. */
  private Future<KeySet> look(@Nullable String kid) {
    var here = vertx.getOrCreateContext();
    Promise<KeySet> found = Promise.promise();
    context.runOnContext(
        _ -> lookThere(kid).onComplete(done -> here.runOnContext(now -> found.handle(done))));
    return found.future();
  }

  private Future<KeySet> lookThere(@Nullable String kid) {
    var now = known;
    if (fetching != null || now == null) {
      return fetch();
    }
    long nanos = nanoTime.getAsLong();
    if (now.fits(kid) || nanos - lookedNanos < FETCH_INTERVAL_MIN.toNanos()) {
      return Future.succeededFuture(now.keys());
    }
    lookedNanos = nanos;
    return fetch();
  }

  private Future<KeySet> fetch() {
    if (fetching != null) {
      return fetching;
    }
    fetchedNanos = nanoTime.getAsLong();
    var fetched =
        published
            .fetch()
            .map(this::use)
            .recover(this::keepLastGood)
            .onComplete(_ -> fetching = null);
    fetching = fetched.isComplete() ? null : fetched;
    return fetched;
  }

  private KeySet use(List<JsonObject> all) {
    var fitting = all.stream().filter(this::fits).toList();
    if (fitting.isEmpty()) {
      throw new IllegalStateException("the set has no key for " + settings.algorithm());
    }
    var keys = KeySet.ofJwks(settings, fitting);
    keys.checker(vertx); // a key that cannot be read fails here
    known =
        new Known(
            keys,
            fitting.stream()
                .map(key -> String.valueOf(key.getString("kid")))
                .collect(Collectors.toUnmodifiableSet()));
    failing = false;
    return keys;
  }

  /** A key for another algorithm or use is none of ours. */
  private boolean fits(JsonObject key) {
    var type = settings.algorithm().startsWith("RS") ? "RSA" : "EC";
    return type.equals(key.getString("kty"))
        && settings.algorithm().equals(key.getString("alg", settings.algorithm()))
        && Objects.equals("sig", key.getString("use", "sig"));
  }

  private Future<KeySet> keepLastGood(Throwable cause) {
    if (!failing) {
      failing = true;
      LOG.warn("the published keys cannot be fetched: {}", cause.getMessage());
    }
    var last = known;
    return last == null ? Future.failedFuture(cause) : Future.succeededFuture(last.keys());
  }
}
