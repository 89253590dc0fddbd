package dev.rcrewai.tool.sql;

import dev.rcrewai.tool.sql.Database.RefusedException;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** One query on a connection of its own, waited for on a thread that may block. */
final class OwnConnection {
  /** For a connection to be made, on top of a query's time. */
  static final Duration CONNECT_MAX = Duration.ofSeconds(10);

  private OwnConnection() {}

  /**
   * Closes the connection in any case: the server ends a query whose connection is gone.
   *
   * @param refused what a failure is in words for a model
   */
  static <C extends SqlClient> Rows query(
      Future<C> connected,
      Function<C, Future<Rows>> query,
      Duration timeout,
      Function<Throwable, RefusedException> refused)
      throws RefusedException, InterruptedException {
    try {
      return connected
          .compose(query)
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeout.plus(CONNECT_MAX).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw refused.apply(e.getCause());
    } catch (TimeoutException e) {
      throw new RefusedException("the database did not answer in time");
    } finally {
      connected.onSuccess(SqlClient::close);
    }
  }
}
