package dev.rcrewai.net;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Whether a PostgreSQL speaks TLS, asked before a connection to it is opened: Vert.x' client, told
 * that it does not, leaves its connection open until the server gives it up a minute later. One
 * that does is asked once, for it logs each connection that ends after the question. Thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">SSLRequest</a>
 */
public final class PostgresTls {
  private static final Buffer QUESTION = Buffer.buffer().appendInt(8).appendInt(80877103);

  private final NetClient client;
  private final Duration answerWithin;
  private volatile boolean spoken;

  public PostgresTls(Vertx vertx, Duration answerWithin) {
    int millis = Math.toIntExact(answerWithin.toMillis());
    this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(millis));
    this.answerWithin = answerWithin;
  }

  /**
   * The same options, without TLS where it is preferred and not spoken.
   *
   * @return fails where it is wanted and not spoken, and where the server cannot be reached
   */
  public Future<PgConnectOptions> settle(PgConnectOptions options) {
    return switch (options.getSslMode()) {
      case DISABLE, ALLOW -> Future.succeededFuture(options);
      case PREFER -> isSpoken(options).map(yes -> yes ? options : plain(options));
      case REQUIRE, VERIFY_CA, VERIFY_FULL ->
          isSpoken(options)
              .compose(yes ->
                  yes ? Future.succeededFuture(options) : Future.failedFuture(refusal(options)));
    };
  }

  private static PgConnectOptions plain(PgConnectOptions options) {
    return new PgConnectOptions(options).setSslMode(SslMode.DISABLE);
  }

  private static IllegalStateException refusal(PgConnectOptions options) {
    return new IllegalStateException(
        "PostgreSQL at %s:%d does not speak TLS, which sslmode=%s wants"
            .formatted(options.getHost(), options.getPort(), options.getSslMode().value));
  }

  private Future<Boolean> isSpoken(PgConnectOptions options) {
    if (spoken) {
      return Future.succeededFuture(true);
    }
    return client
        .connect(options.getPort(), options.getHost())
        .compose(this::ask)
        .onSuccess(yes -> spoken = yes);
  }

  private Future<Boolean> ask(NetSocket socket) {
    var answer = Promise.<Boolean>promise();
    socket.handler(bytes -> answer.tryComplete(bytes.getByte(0) == 'S'));
    socket.exceptionHandler(answer::tryFail);
    socket.closeHandler(_ -> answer.tryFail("the connection was closed before an answer"));
    socket.write(QUESTION);
    return answer
        .future()
        .timeout(answerWithin.toMillis(), TimeUnit.MILLISECONDS)
        .eventually(socket::close);
  }
}
