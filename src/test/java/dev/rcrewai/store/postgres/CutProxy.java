package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a store and its PostgreSQL. On demand it breaks the connection on which a text is
 * sent, when the answer comes and instead of passing it on.
 */
final class CutProxy implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String NOTHING = "";

  private final NetServer server;
  private final NetClient client;
  private final int target;
  private final AtomicReference<String> wanted = new AtomicReference<>(NOTHING);

  CutProxy(Vertx vertx, int target) {
    this.target = target;
    this.client = vertx.createNetClient();
    this.server = await(vertx.createNetServer().connectHandler(this::join).listen(0, HOST));
  }

  int port() {
    return server.actualPort();
  }

  /** The answer to the next message with that text is lost, and its connection with it. */
  void loseTheAnswerTo(String text) {
    wanted.set(text);
  }

  boolean isDone() {
    return wanted.get().equals(NOTHING);
  }

  private void join(NetSocket store) {
    store.pause();
    client
        .connect(target, HOST)
        .onSuccess(database -> join(store, database))
        .onFailure(failure -> store.close());
  }

  private void join(NetSocket store, NetSocket database) {
    var isCut = new boolean[1];
    store.handler(request -> {
      isCut[0] = isCut[0] || isWanted(request);
      database.write(request);
    });
    database.handler(answer -> {
      if (isCut[0]) {
        store.close();
        database.close();
      } else {
        store.write(answer);
      }
    });
    store.closeHandler(end -> database.close());
    database.closeHandler(end -> store.close());
    store.resume();
  }

  private boolean isWanted(Buffer request) {
    var text = wanted.get();
    return !text.equals(NOTHING)
        && request.toString("ISO-8859-1").contains(text)
        && wanted.compareAndSet(text, NOTHING);
  }

  @Override
  public void close() {
    await(server.close());
    await(client.close());
  }
}
