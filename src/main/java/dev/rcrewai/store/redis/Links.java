package dev.rcrewai.store.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A few connections, taken in turn. Redis works through all of them with one thread; more than one
 * is for our event loops.
 */
final class Links {
  /** Of those that everybody shares, where there are so many event loops. */
  static final int COUNT_MAX = 4;

  private final List<Link> links;
  private final AtomicInteger turn = new AtomicInteger();

  /** One link for each event loop, which no second one would relieve. */
  static Links shared(Vertx vertx, Dialer dialer, Sender sender) {
    var loops = ((VertxInternal) vertx).nettyEventLoopGroup().spliterator();
    long count = StreamSupport.stream(loops, false).limit(COUNT_MAX).count();
    return new Links(vertx, dialer, sender, (int) count);
  }

  Links(Vertx vertx, Dialer dialer, Sender sender, int count) {
    // Contexts of their own: a connection outlives the verticle that happens to call first.
    links =
        Stream.generate(
                () -> new Link(((VertxInternal) vertx).createEventLoopContext(), dialer, sender))
            .limit(count)
            .toList();
  }

  Future<@Nullable Response> send(Request request) {
    return next().send(request);
  }

  Future<@Nullable Response> run(Call call) {
    return next().run(call);
  }

  private Link next() {
    return links.get(Math.floorMod(turn.getAndIncrement(), links.size()));
  }

  void close() {
    links.forEach(Link::close);
  }
}
