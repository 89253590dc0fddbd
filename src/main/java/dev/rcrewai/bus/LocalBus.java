package dev.rcrewai.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Typed messages between the verticles of this node, passed by reference. Every request has a
 * timeout and gets an answer, also when its handler throws. Thread-safe.
 */
public final class LocalBus {
  private static final Logger LOG = LoggerFactory.getLogger(LocalBus.class);

  /** The failure code of an answer whose handler threw. */
  public static final int HANDLER_FAILED = 500;

  private static final DeliveryOptions LOCAL =
      new DeliveryOptions().setLocalOnly(true).setCodecName(LocalCodec.NAME);

  private final EventBus bus;

  private LocalBus(EventBus bus) {
    this.bus = bus;
  }

  /** Registers the codec; call once per Vert.x instance. */
  public static LocalBus on(Vertx vertx) {
    vertx.eventBus().registerCodec(new LocalCodec());
    return new LocalBus(vertx.eventBus());
  }

  /** Sends to one consumer and waits at most {@code timeout} for its reply. */
  public <Q, R> Future<R> request(Address<Q, R> address, Q body, Duration timeout) {
    var options = new DeliveryOptions(LOCAL).setSendTimeout(Math.max(1, timeout.toMillis()));
    return bus.<R>request(address.name(), body, options).map(Message::body);
  }

  /** Sends to every consumer; none answers. */
  public <Q> void publish(Address<Q, Void> address, Q body) {
    bus.publish(address.name(), body, LOCAL);
  }

  /** Consumes requests; the handler's future is the reply. */
  public <Q, R> MessageConsumer<Q> answer(Address<Q, R> address, Function<Q, Future<R>> handler) {
    return bus.localConsumer(
        address.name(),
        message -> handled(handler, message.body()).onComplete(done -> reply(message, done)));
  }

  /** Consumes messages that nobody answers. */
  public <Q> MessageConsumer<Q> listen(Address<Q, Void> address, Consumer<Q> handler) {
    return bus.localConsumer(address.name(), message -> handler.accept(message.body()));
  }

  private static <Q, R> Future<R> handled(Function<Q, Future<R>> handler, Q body) {
    try {
      return handler.apply(body);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static <Q, R> void reply(Message<Q> message, io.vertx.core.AsyncResult<R> done) {
    if (done.succeeded()) {
      message.reply(done.result(), LOCAL);
    } else {
      LOG.error("handler failed on {}", message.address(), done.cause());
      message.fail(HANDLER_FAILED, String.valueOf(done.cause().getMessage()));
    }
  }
}
