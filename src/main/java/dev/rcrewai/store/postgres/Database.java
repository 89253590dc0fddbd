package dev.rcrewai.store.postgres;

import dev.rcrewai.config.StoreSettings;
import dev.rcrewai.net.PostgresTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs statements, each a transaction of its own, on pooled connections. No wait is without an end:
 * the wait for a connection and the server's work on a statement each have the check-out timeout,
 * the server's by its own clock. An answer that is not there after both will not come (a dead
 * network, a server that hangs): all connections are then given up for new ones. A statement that
 * failed may have been executed; it is never sent twice.
 */
final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** Statements that wait for a connection; more are refused at once. */
  private static final int WAITING_MAX = 16_384;

  /** On top of the two timeouts, for the way there and back. */
  private static final Duration SLACK = Duration.ofMillis(500);

  /**
   * What the planner is not to choose. Each statement has its index; but the planner judges by
   * statistics, which are a minute old at best, and a table that grew from nothing within it was
   * read whole several times a second.
   */
  private static final List<String> BY_INDEX =
      List.of("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "jit");

  private static final String END = "SELECT pg_terminate_backend(pg_backend_pid())";

  private final Vertx vertx;
  private final StoreSettings.Database settings;
  private final PostgresTls tls;
  private @Nullable Pool pool;

  /** Fails where the URL cannot be read. */
  Database(Vertx vertx, StoreSettings.Database settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.tls = new PostgresTls(vertx, settings.checkoutTimeout());
    ConnectionUrl.read(settings.url().get());
  }

  /** Runs a statement, with {@code $1} and so on for the arguments. */
  Future<RowSet<Row>> run(String sql, @Nullable Object... arguments) {
    return run(sql, Tuple.wrap(arguments));
  }

  /** The same with a tuple of them. */
  Future<RowSet<Row>> run(String sql, Tuple arguments) {
    var used = pool();
    return used.preparedQuery(sql)
        .execute(arguments)
        .timeout(answerWithin().toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> failed(used, failure));
  }

  private <T> Future<T> failed(Pool used, Throwable failure) {
    if (isSilence(failure)) {
      replace(used);
      return Future.failedFuture(
          new TimeoutException("PostgreSQL gave no answer within " + answerWithin()));
    }
    return Future.failedFuture(failure);
  }

  /** A connection outside the pool, whose statements may take that long. The caller closes it. */
  Future<PgConnection> connect(Duration statementMax) {
    var session = session(statementMax);
    var connecting =
        tls.settle(session.options())
            .compose(options -> PgConnection.connect(vertx, options))
            .compose(connection ->
                session.begin(connection).map(connection).onFailure(refused -> connection.close()));
    var connected = connecting.timeout(answerWithin().toMillis(), TimeUnit.MILLISECONDS);
    return connected.onFailure(late -> connecting.onSuccess(PgConnection::close));
  }

  /** Whether an answer did not come in time; other failures are answers. */
  static boolean isSilence(Throwable failure) {
    return failure instanceof TimeoutException;
  }

  /** The longest that a statement may wait until it is sent. */
  Duration waitMax() {
    return settings.checkoutTimeout();
  }

  /** The longest that the server may work on a statement. */
  Duration statementMax() {
    return settings.checkoutTimeout();
  }

  /** The longest time until an answer or a failure. */
  Duration answerWithin() {
    return settings.checkoutTimeout().multipliedBy(2).plus(SLACK);
  }

  /** Closes the connections; does not wait for a server that is silent. */
  Future<Void> close() {
    return pool()
        .close()
        .timeout(answerWithin().toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty();
  }

  private synchronized Pool pool() {
    var open = pool;
    if (open == null) {
      open = newPool();
      pool = open;
    }
    return open;
  }

  private synchronized void replace(Pool silent) {
    if (silent.equals(pool)) {
      LOG.warn("PostgreSQL is silent; its connections are given up for new ones");
      pool = newPool();
      silent.close();
    }
  }

  private Pool newPool() {
    var checkout = Math.toIntExact(settings.checkoutTimeout().toMillis());
    var reaping = Math.toIntExact(settings.reapingFrequency().toMillis());
    var options =
        new PoolOptions()
            .setMaxSize(settings.poolSize())
            .setMaxWaitQueueSize(WAITING_MAX)
            .setConnectionTimeout(checkout)
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout(reaping)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setPoolCleanerPeriod(reaping);
    return PgBuilder.pool()
        .using(vertx)
        .with(options)
        .connectingTo(
            () -> tls.settle(session(statementMax()).options()).map(SqlConnectOptions.class::cast))
        .withConnectHandler(this::begin)
        .build();
  }

  /** The pool takes it once it is closed here; one that is not as it has to be is ended before. */
  private void begin(SqlConnection connection) {
    session(statementMax())
        .begin(connection)
        .recover(refused -> {
          LOG.warn("a connection to PostgreSQL is given up: {}", refused.toString());
          return connection.query(END).execute().mapEmpty();
        })
        .onComplete(any -> connection.close());
  }

  /** Read anew for each connection: the password may have been changed. */
  private Session session(Duration statementMax) {
    var options = ConnectionUrl.read(settings.url().get());
    BY_INDEX.forEach(way -> options.addProperty(way, "off"));
    options.addProperty("statement_timeout", Long.toString(statementMax.toMillis()));
    return Session.of(options);
  }
}
