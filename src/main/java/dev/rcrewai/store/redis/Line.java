package dev.rcrewai.store.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open connection. One that does not answer in time, or leads to a Redis that takes no writes,
 * is closed with all that was asked on it. Belongs to the context that opened it.
 */
final class Line {
  static final int WAITING_MAX = Gate.INSIDE_MAX + Gate.RESERVED;

  private final Redis client;
  private final RedisConnection connection;
  private final Duration timeout;
  private final RedisUrl url;
  private final Promise<Void> end = Promise.promise();

  private Line(Redis client, RedisConnection connection, Duration timeout, RedisUrl url) {
    this.client = client;
    this.connection = connection;
    this.timeout = timeout;
    this.url = url;
    connection.endHandler(over -> end.tryComplete());
    connection.exceptionHandler(failure -> end.tryComplete());
  }

  /** Connects, says who it is and chooses the database, within {@code patience}. */
  static Future<Line> open(Vertx vertx, RedisUrl url, Duration timeout, Duration patience) {
    // A client of its own, because closing it is what really closes the connection.
    var client = Redis.createClient(vertx, options(url, patience));
    return client
        .connect()
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .map(connection -> new Line(client, connection, timeout, url))
        .recover(failure -> {
          client.close();
          return Future.failedFuture(
              new IllegalStateException(
                  "Redis at %s cannot be used: %s"
                      .formatted(url.address(), Failures.reason(failure))));
        });
  }

  private static RedisOptions options(RedisUrl url, Duration patience) {
    var net =
        new NetClientOptions()
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setConnectTimeout((int) patience.toMillis())
            .setSsl(url.isSecure());
    if (url.isSecure()) {
      net.setHostnameVerificationAlgorithm("HTTPS");
      if (url.cacert() != null) {
        net.setTrustOptions(new PemTrustOptions().addCertPath(url.cacert()));
      }
    }
    var options =
        new RedisOptions()
            .setConnectionString(url.endpoint())
            .setNetClientOptions(net)
            .setPoolName("redis-store")
            .setMaxPoolSize(1)
            .setPoolCleanerInterval(-1)
            .setMaxWaitingHandlers(WAITING_MAX)
            .setUser(url.user());
    return options.setPassword(url.password() == null ? null : url.password().get());
  }

  /** Sends it after all that was sent before, and gives the answer. */
  Future<@Nullable Response> send(Request request) {
    return connection
        .send(request)
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .map(answer -> {
          if (Failures.isOfReplica(answer)) {
            close();
          }
          return answer;
        })
        .recover(failure -> {
          if (!(failure instanceof ErrorType) || Failures.isOfReplica(failure)) {
            close();
          }
          return Future.failedFuture(failure);
        });
  }

  /** Tells when it was lost or closed. */
  void onEnd(Runnable listener) {
    end.future().onComplete(over -> listener.run());
  }

  /** Hears what Redis says without being asked. */
  void onNews(Consumer<Response> listener) {
    connection.handler(listener::accept);
  }

  String address() {
    return url.address();
  }

  void close() {
    end.tryComplete();
    client.close();
  }
}
