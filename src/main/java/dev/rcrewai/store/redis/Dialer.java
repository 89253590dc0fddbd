package dev.rcrewai.store.redis;

import dev.rcrewai.config.StoreSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Connects to the master, which Sentinels name where there are some. All attempts together have the
 * one timeout. A connection belongs to the context on which it was asked for.
 */
final class Dialer {
  private static final Duration BACKOFF = Duration.ofMillis(50);
  private static final int DOUBLINGS_MAX = 5;

  private final Vertx vertx;
  private final StoreSettings.Redis settings;

  Dialer(Vertx vertx, StoreSettings.Redis settings) {
    this.vertx = vertx;
    this.settings = settings;
  }

  /** The longest that {@link #dial} takes, and the longest wait for an answer. */
  Duration timeout() {
    return settings.timeout();
  }

  Future<Line> dial() {
    return attempt(0, System.nanoTime() + settings.timeout().toNanos());
  }

  private Future<Line> attempt(int failed, long end) {
    return master(end)
        .compose(url -> Line.open(vertx, url, settings.timeout(), left(end)))
        .compose(line -> requireMaster(line))
        .recover(failure -> {
          var pause = BACKOFF.multipliedBy(1L << Math.min(failed, DOUBLINGS_MAX));
          return failed >= settings.reconnectAttempts() || left(end).compareTo(pause) <= 0
              ? Future.failedFuture(failure)
              : vertx
                  .timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                  .compose(over -> attempt(failed + 1, end));
        });
  }

  private static Duration left(long end) {
    return Duration.ofMillis(Math.max(1, (end - System.nanoTime()) / 1_000_000));
  }

  private Future<RedisUrl> master(long end) {
    List<RedisUrl> urls;
    try {
      urls = RedisUrl.parseAll(settings.url().get());
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    var master = settings.sentinelMaster();
    return master == null
        ? Future.succeededFuture(urls.getFirst())
        : new Sentinels(vertx, urls, master).master(left(end));
  }

  private Future<Line> requireMaster(Line line) {
    Supplier<String> hint =
        () ->
            settings.sentinelMaster() == null
                ? "; REDIS_URL has to name the master"
                : "; the Sentinels are not agreed yet";
    return line.send(Request.cmd(Command.INFO).arg("replication"))
        .transform(info -> {
          if (info.failed() && !Failures.isForbidden(info.cause())) {
            line.close();
            return Future.failedFuture(Failures.ofCall(info.cause()));
          }
          if (info.succeeded() && String.valueOf(info.result()).contains("role:slave")) {
            line.close();
            return Future.failedFuture(
                new IllegalStateException(
                    "Redis at " + line.address() + " is a replica" + hint.get()));
          }
          return Future.succeededFuture(line);
        });
  }
}
