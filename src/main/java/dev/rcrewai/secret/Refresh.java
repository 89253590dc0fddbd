package dev.rcrewai.secret;

import dev.rcrewai.config.GivenSecret;
import dev.rcrewai.config.StoredSecret;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.telemetry.Metrics.GaugeName;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source of secrets, and those that are in use of it. A reading counts as a whole: where it
 * fails, or lacks a secret, or one breaks its rule, the last good values stay. Lives on one
 * context; {@link #age} and {@link #problem} may be asked from anywhere.
 */
final class Refresh {
  private static final Logger LOG = LoggerFactory.getLogger(Refresh.class);

  /** A key that is refused for good must not flood Vault. */
  static final Duration ON_DEMAND_MIN = Duration.ofSeconds(10);

  private final SecretSource source;
  private final List<GivenSecret> secrets;
  private final Metrics metrics;
  private final LongSupplier nanoTime;
  private @Nullable Future<Void> reading;
  private long askedNanos;
  private volatile long readNanos;
  private volatile @Nullable String problem;

  /**
   * Of a source that has just been read.
   *
   * @param secrets those that came from it, in the order of the settings
   */
  Refresh(SecretSource source, List<GivenSecret> secrets, Metrics metrics, LongSupplier nanoTime) {
    this.source = source;
    this.secrets = List.copyOf(secrets);
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.readNanos = nanoTime.getAsLong();
    this.askedNanos = readNanos - ON_DEMAND_MIN.toNanos();
    metrics.secretsRefreshed(source.name(), 0);
    metrics.gauge(GaugeName.SECRETS_AGE, () -> age().toMillis() / 1e3, "source", source.name());
  }

  String name() {
    return source.name();
  }

  /** Since it was last read as a whole. */
  Duration age() {
    return Duration.ofNanos(nanoTime.getAsLong() - readNanos);
  }

  /** Why the last reading failed, in our own words, or null where it did not. */
  @Nullable String problem() {
    return problem;
  }

  boolean has(GivenSecret secret) {
    return secrets.contains(secret);
  }

  /** Reads it because somebody has to know, but not twice within {@link #ON_DEMAND_MIN}. */
  Future<Void> onDemand() {
    long now = nanoTime.getAsLong();
    if (reading == null && now - askedNanos < ON_DEMAND_MIN.toNanos()) {
      return Future.succeededFuture();
    }
    askedNanos = now;
    return run();
  }

  /** Reads it; whoever comes meanwhile waits for the same reading. */
  Future<Void> run() {
    if (reading != null) {
      return reading;
    }
    var run = source.read().map(this::take).otherwise(this::failed).onComplete(_ -> reading = null);
    reading = run.isComplete() ? null : run;
    return run;
  }

  private @Nullable Void take(Map<String, StoredSecret> stored) {
    var texts = new ArrayList<String>();
    for (var secret : secrets) {
      texts.add(text(secret, stored));
    }
    var swapped = new ArrayList<String>();
    // The last first: JWT_SECRET_PREVIOUS must count before its successor does.
    for (int i = secrets.size() - 1; i >= 0; i--) {
      var secret = secrets.get(i);
      if (!secret.secret().is(texts.get(i))) {
        secret.secret().swap(texts.get(i));
        swapped.add(secret.name());
      }
    }
    readNanos = nanoTime.getAsLong();
    if (!swapped.isEmpty()) {
      LOG.info("secrets were replaced: {} from {}", String.join(", ", swapped), source.name());
    }
    if (problem != null) {
      problem = null;
      LOG.info("secrets can be read again from {}", source.name());
    }
    return null;
  }

  private static String text(GivenSecret secret, Map<String, StoredSecret> stored) {
    var found = secret.in(stored);
    if (found.isEmpty() && secret.mayBeMissing()) {
      return "";
    }
    var text =
        found.orElseThrow(() -> new SourceException(secret.name() + " is missing")).text().get();
    if (!secret.rule().test(text)) {
      throw new SourceException(secret.name() + " is not " + secret.expected());
    }
    return text;
  }

  /** One warning when it begins; the metric counts on. */
  private @Nullable Void failed(Throwable cause) {
    metrics.secretsRefreshed(source.name(), 1);
    if (problem == null) {
      LOG.warn(
          "secrets cannot be read from {}, the last good ones are used on: {}",
          source.name(),
          cause.getMessage());
    }
    problem = String.valueOf(cause.getMessage());
    return null;
  }
}
