package dev.rcrewai.store.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection outside the pool. It hears what other nodes tell, and carries heartbeats: a thousand
 * statements that wait for the pool must not cost a node its leases. A lost connection comes back
 * by itself; one that has died without a word is found by asking it now and then. What was told
 * meanwhile is missed. Its own state changes on one context.
 */
final class Lifeline {
  private static final Logger LOG = LoggerFactory.getLogger(Lifeline.class);
  private static final Duration ASKED_EVERY = Duration.ofSeconds(5);
  private static final long BACKOFF_MIN_MILLIS = 100;
  private static final long BACKOFF_MAX_MILLIS = 5_000;

  private final Vertx vertx;
  private final Context context;
  private final Database database;
  private final Consumer<String> hear;
  private volatile @Nullable PgConnection connection;
  private long backoffMillis = BACKOFF_MIN_MILLIS;
  private boolean isClosed;

  /** One that is not connected yet; {@code hear} is given each text. */
  Lifeline(Vertx vertx, Database database, Consumer<String> hear) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.database = database;
    this.hear = hear;
  }

  /** Connects; done after the first attempt. There are more where it failed. */
  Future<Void> start() {
    var tried = Promise.<Void>promise();
    context.runOnContext(any -> connect().onComplete(either -> tried.complete()));
    return tried.future();
  }

  /** Runs a statement on this connection; on one of the pool while it is lost. */
  Future<RowSet<Row>> run(String sql, Object... arguments) {
    var open = connection;
    if (open == null) {
      return database.run(sql, arguments);
    }
    var caller = vertx.getOrCreateContext();
    var reply = Promise.<RowSet<Row>>promise();
    inTime(open, open.preparedQuery(sql).execute(Tuple.wrap(arguments)))
        .onComplete(result -> caller.runOnContext(any -> reply.handle(result)));
    return reply.future();
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
        .connect(database.statementMax())
        .compose(this::listen)
        .map(this::connected)
        .onFailure(failure -> {
          LOG.debug("no lifeline to PostgreSQL yet", failure);
          connectLater();
        });
  }

  private Future<PgConnection> listen(PgConnection fresh) {
    fresh.notificationHandler(news -> hear.accept(news.getPayload()));
    fresh.exceptionHandler(failure -> LOG.debug("the lifeline to PostgreSQL failed", failure));
    return inTime(fresh, fresh.query("LISTEN " + News.CHANNEL).execute())
        .map(fresh)
        .onFailure(any -> fresh.close());
  }

  private PgConnection connected(PgConnection fresh) {
    if (isClosed) {
      fresh.close();
      return fresh;
    }
    connection = fresh;
    backoffMillis = BACKOFF_MIN_MILLIS;
    fresh.closeHandler(any -> lost(fresh));
    askLater(fresh);
    return fresh;
  }

  private void askLater(PgConnection asked) {
    vertx.setTimer(
        ASKED_EVERY.toMillis(),
        any -> {
          if (asked.equals(connection)) {
            inTime(asked, asked.query("SELECT 1").execute()).onComplete(either -> askLater(asked));
          }
        });
  }

  /** What gives no answer in time is given up. */
  private <T> Future<T> inTime(PgConnection asked, Future<T> answer) {
    return answer
        .timeout(database.answerWithin().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(failure -> {
          if (Database.isSilence(failure)) {
            asked.close();
            context.runOnContext(any -> lost(asked));
          }
        });
  }

  private void lost(PgConnection gone) {
    if (gone.equals(connection)) {
      LOG.warn("the lifeline to PostgreSQL was lost; connecting again");
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
