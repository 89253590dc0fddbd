package dev.rcrewai.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Sends requests, each with the newest token and the instant until which it waits. */
record Bus(Vertx vertx, Supplier<String> token) {
  static final Duration PAUSE = Duration.ofMillis(200);

  private static final Buffer NOTHING = Buffer.buffer();

  /**
   * The answer; fails where none came in time. A message that no node was there to take is sent
   * again until then.
   */
  Future<Answer> call(
      String address, Map<String, String> parameters, Buffer body, CallOptions options) {
    var deadline = Instant.now().plus(options.timeout());
    return once(address, parameters, body, options, deadline)
        .recover(cause -> {
          var left = Duration.between(Instant.now(), deadline).minus(PAUSE);
          if (!isUntaken(cause) || left.isNegative() || left.isZero()) {
            return Future.failedFuture(cause);
          }
          return pause(PAUSE).compose(_ -> call(address, parameters, body, options.timeout(left)));
        });
  }

  Future<Answer> call(String address, Map<String, String> parameters, CallOptions options) {
    return call(address, parameters, NOTHING, options);
  }

  Future<?> pause(Duration time) {
    return vertx.timer(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Future<Answer> once(
      String address,
      Map<String, String> parameters,
      Buffer body,
      CallOptions options,
      Instant deadline) {
    var delivery =
        new DeliveryOptions()
            .setSendTimeout(Math.max(1, options.timeout().toMillis()))
            .addHeader("deadline", deadline.toString());
    var bearer = token.get();
    if (!bearer.isEmpty()) {
      delivery.addHeader("authorization", "Bearer " + bearer);
    }
    parameters.forEach(delivery::addHeader);
    options.headers().forEach(delivery::addHeader);
    return vertx.eventBus().<Object>request(address, body, delivery).map(Answer::of);
  }

  /** Whether no node can have seen the message. */
  static boolean isUntaken(Throwable cause) {
    return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }
}
