package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between a store and its Redis, and breaks a connection instead of passing an answer on.
 */
final class CutProxy implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final NetServer server;
  private final NetClient client;
  private final int target;
  private final AtomicBoolean cut = new AtomicBoolean();

  CutProxy(Vertx vertx, int target) {
    this.target = target;
    this.client = vertx.createNetClient();
    this.server = await(vertx.createNetServer().connectHandler(this::join).listen(0, HOST));
  }

  int port() {
    return server.actualPort();
  }

  /** The next answer is lost with its connection; news are no answers. */
  void cutAtTheNextAnswer() {
    cut.set(true);
  }

  private void join(NetSocket store) {
    store.pause();
    client
        .connect(target, HOST)
        .onSuccess(redis -> {
          store.handler(redis::write);
          redis.handler(answer -> {
            boolean isNews = answer.getByte(0) == '>';
            if (!isNews && cut.compareAndSet(true, false)) {
              store.close();
              redis.close();
            } else {
              store.write(answer);
            }
          });
          store.closeHandler(end -> redis.close());
          redis.closeHandler(end -> store.close());
          store.resume();
        })
        .onFailure(failure -> store.close());
  }

  @Override
  public void close() {
    await(server.close());
    await(client.close());
  }
}
