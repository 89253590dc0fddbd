package dev.rcrewai.secret;

import dev.rcrewai.config.GivenSecret;
import dev.rcrewai.config.GivenSecret.File;
import dev.rcrewai.config.Secret;
import dev.rcrewai.config.SecretSettings;
import dev.rcrewai.config.StoredSecret;
import dev.rcrewai.config.VaultSettings;
import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of this process that may change while it runs. Everything happens on one context; may
 * be called from anywhere, and answers on the caller's context.
 */
public final class Secrets {
  private final Vertx vertx;
  private final Context context;
  private final List<GivenSecret> given;
  private final @Nullable Vault vault;
  private final Map<Refresh, Duration> sources = new LinkedHashMap<>();
  private final List<Long> timers = new ArrayList<>();

  /**
   * Secrets as they were just read.
   *
   * @param nanoTime a clock for spans of time, as {@link System#nanoTime}
   */
  public Secrets(Vertx vertx, SecretSettings settings, Metrics metrics, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.given = settings.given();
    var files = from(File.class);
    if (!files.isEmpty()) {
      var source = new SecretFiles(vertx, files);
      sources.put(new Refresh(source, files, metrics, nanoTime), settings.fileInterval());
    }
    var named = settings.vault();
    vault = named == null ? null : new Vault(vertx, named, nanoTime);
    if (named != null && vault != null) {
      var kept = from(GivenSecret.Vault.class);
      sources.put(new Refresh(vault, kept, metrics, nanoTime), named.refreshInterval());
    }
  }

  /** What a Vault holds, by variable: once, for settings that are still to be read. */
  public static Future<Map<String, StoredSecret>> of(Vertx vertx, VaultSettings settings) {
    var vault = new Vault(vertx, settings, System::nanoTime);
    return vault.read().onComplete(_ -> vault.stop());
  }

  /** Reads every source again at its interval. */
  public void start() {
    context.runOnContext(_ -> {
      sources.forEach((source, interval) ->
          timers.add(vertx.setPeriodic(interval.toMillis(), now -> source.run())));
      if (vault != null) {
        vault.start();
      }
    });
  }

  /** No more of it; the secrets stay as they are. */
  public Future<Void> stop() {
    return onContext(() -> {
      timers.forEach(vertx::cancelTimer);
      if (vault != null) {
        vault.stop();
      }
      return Future.succeededFuture();
    });
  }

  /**
   * Whether that secret is another one by now than the one that was used, after a look where it
   * came from. Never fails.
   */
  public Future<Boolean> refresh(Secret secret, String used) {
    if (!secret.is(used)) {
      return Future.succeededFuture(true);
    }
    var source =
        given.stream()
            .filter(one -> one.secret() == secret)
            .flatMap(one -> sources.keySet().stream().filter(refresh -> refresh.has(one)))
            .findFirst();
    return source.isEmpty()
        ? Future.succeededFuture(false)
        : onContext(() -> source.get().onDemand()).map(_ -> !secret.is(used));
  }

  /** How each source fares, by its name: empty where it is read as it should be, else why not. */
  public List<SourceView> sources() {
    return sources.keySet().stream()
        .map(source -> new SourceView(source.name(), source.age(), source.problem()))
        .toList();
  }

  /**
   * One source of secrets.
   *
   * @param age since it was last read
   * @param problem why the last reading failed, or null where it did not
   */
  public record SourceView(String name, Duration age, @Nullable String problem) {}

  private List<GivenSecret> from(Class<? extends GivenSecret.Origin> origin) {
    return given.stream().filter(secret -> origin.isInstance(secret.origin())).toList();
  }

  /** Runs there, answers here. */
  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    var here = vertx.getOrCreateContext();
    Promise<T> answer = Promise.promise();
    context.runOnContext(
        _ -> work.get().onComplete(done -> here.runOnContext(now -> answer.handle(done))));
    return answer.future();
  }
}
