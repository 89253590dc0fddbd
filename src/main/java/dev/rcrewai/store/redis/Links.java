package dev.rcrewai.store.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A few connections, taken in turn. Redis works through all of them with one thread; more than one
 * is for our event loops.
 */
final class Links {
  /** Of those that everybody shares. */
  static final int COUNT = 4;

  private final List<Link> links;
  private final AtomicInteger turn = new AtomicInteger();

  Links(Vertx vertx, Dialer dialer, int count) {
    // Contexts of their own: a connection outlives the verticle that happens to call first.
    links =
        Stream.generate(() -> new Link(((VertxInternal) vertx).createEventLoopContext(), dialer))
            .limit(count)
            .toList();
  }

  Future<@Nullable Response> send(Request request) {
    return links.get(Math.floorMod(turn.getAndIncrement(), links.size())).send(request);
  }

  void close() {
    links.forEach(Link::close);
  }
}
