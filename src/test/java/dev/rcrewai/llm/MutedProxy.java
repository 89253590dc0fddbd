package dev.rcrewai.llm;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Between a model and its provider; may lose all packets of the connections that are there. */
final class MutedProxy {
  private final Vertx vertx;
  private final URI provider;
  private final NetServer server;
  private final Set<NetSocket> callers = ConcurrentHashMap.newKeySet();
  private final Set<NetSocket> muted = ConcurrentHashMap.newKeySet();

  MutedProxy(Vertx vertx, URI provider) {
    this.vertx = vertx;
    this.provider = provider;
    this.server =
        Waiting.get(vertx.createNetServer().connectHandler(this::connect).listen(0, "127.0.0.1"));
  }

  URI url() {
    var port = Integer.toString(server.actualPort());
    return URI.create(provider.toString().replace("" + provider.getPort(), port));
  }

  /** From here on nothing passes on them, and neither side hears why. */
  void mute() {
    muted.addAll(callers);
  }

  int connections() {
    return callers.size();
  }

  private void connect(NetSocket caller) {
    caller.pause();
    vertx
        .createNetClient()
        .connect(provider.getPort(), "127.0.0.1")
        .onSuccess(called -> {
          callers.add(caller);
          caller.handler(bytes -> pass(caller, () -> called.write(bytes)));
          called.handler(bytes -> pass(caller, () -> caller.write(bytes)));
          caller.closeHandler(_ -> {
            callers.remove(caller);
            pass(caller, called::close);
          });
          called.closeHandler(_ -> pass(caller, caller::close));
          caller.resume();
        });
  }

  private void pass(NetSocket caller, Runnable forward) {
    if (!muted.contains(caller)) {
      forward.run();
    }
  }
}
