package dev.rcrewai.store.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other nodes tell, on a connection of its own. A lost connection comes back by itself;
 * one that has died without a word is found by asking it now and then. What was told meanwhile is
 * missed. Everything happens on one context.
 */
final class NewsListener {
  static final Duration ASKED_EVERY = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(NewsListener.class);
  private static final long BACKOFF_MIN_MILLIS = 100;
  private static final long BACKOFF_MAX_MILLIS = 5_000;

  private final Vertx vertx;
  private final Context context;
  private final Database database;
  private final Consumer<String> hear;
  private @Nullable PgConnection connection;
  private long backoffMillis = BACKOFF_MIN_MILLIS;
  private boolean isClosed;

  /** One that does not listen yet; {@code hear} is given each text. */
  NewsListener(Vertx vertx, Database database, Consumer<String> hear) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
    this.hear = hear;
  }

  /** Begins to listen; done after the first attempt. There are more where it failed. */
  Future<Void> start() {
    var tried = Promise.<Void>promise();
    context.runOnContext(any -> connect().onComplete(either -> tried.complete()));
    return tried.future();
  }

  Future<Void> close() {
    var closed = Promise.<Void>promise();
    context.runOnContext(any -> {
      isClosed = true;
      var open = connection;
      connection = null;
      if (open != null) {
        open.close();
      }
      closed.complete();
    });
    return closed.future();
  }

  private Future<?> connect() {
    return database
        .connect(ASKED_EVERY)
        .compose(this::listen)
        .onSuccess(this::listening)
        .onFailure(failure -> {
          LOG.warn("cannot hear the news of other nodes: {}", failure.getMessage());
          connectLater();
        });
  }

  private Future<PgConnection> listen(PgConnection fresh) {
    fresh.notificationHandler(news -> hear.accept(news.getPayload()));
    fresh.exceptionHandler(failure -> LOG.debug("the listening connection failed", failure));
    return fresh
        .query("LISTEN " + News.CHANNEL)
        .execute()
        .timeout(ASKED_EVERY.toMillis(), TimeUnit.MILLISECONDS)
        .map(any -> fresh)
        .onFailure(any -> fresh.close());
  }

  private void listening(PgConnection fresh) {
    if (isClosed) {
      fresh.close();
      return;
    }
    connection = fresh;
    backoffMillis = BACKOFF_MIN_MILLIS;
    fresh.closeHandler(any -> lost(fresh));
    askLater(fresh);
  }

  private void askLater(PgConnection asked) {
    vertx.setTimer(
        ASKED_EVERY.toMillis(),
        any -> {
          if (asked.equals(connection)) {
            asked
                .query("SELECT 1")
                .execute()
                .timeout(ASKED_EVERY.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(answer -> askLater(asked))
                .onFailure(failure -> {
                  asked.close();
                  lost(asked);
                });
          }
        });
  }

  private void lost(PgConnection gone) {
    if (gone.equals(connection)) {
      LOG.warn("the connection that hears the news of other nodes was lost");
      connection = null;
      connectLater();
    }
  }

  private void connectLater() {
    long wait = backoffMillis;
    backoffMillis = Math.min(2 * wait, BACKOFF_MAX_MILLIS);
    vertx.setTimer(
        wait,
        any -> {
          if (!isClosed) {
            connect();
          }
        });
  }
}
