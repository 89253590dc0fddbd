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
  static final Buffer NOTHING = Buffer.buffer();

  /** How long one node may take over a call that another can answer as well. */
  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(5);

  /** On top of the deadline that the server is told: its last word has a way to go. */
  private static final Duration ANSWER_GRACE = Duration.ofSeconds(1);

  /** Whether a call may be made again when nobody knows what came of it. */
  enum Repeat {
    SAFE,
    NEVER
  }

  /** One call. */
  record Call(String address, Map<String, String> parameters, Buffer body, Repeat repeat) {
    /** One that only reads. */
    static Call read(String address, Map<String, String> parameters) {
      return new Call(address, parameters, NOTHING, Repeat.SAFE);
    }
  }

  /**
   * The answer; fails where none came in time. A node that stops may take a message along: it is
   * sent again where no node took it and, if that is safe, where none answered.
   */
  Future<Answer> call(Call call, CallOptions options) {
    return call(call, options, Instant.now().plus(options.timeout()));
  }

  Future<?> pause(Duration time) {
    return vertx.timer(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Makes one attempt, which may take as long as the options say. */
  Future<Answer> once(Call call, CallOptions options) {
    return once(call, options, options.timeout());
  }

  private Future<Answer> call(Call call, CallOptions options, Instant deadline) {
    var left = Duration.between(Instant.now(), deadline);
    boolean again = call.repeat() == Repeat.SAFE && left.compareTo(ATTEMPT_MAX) > 0;
    return once(call, options, again ? ATTEMPT_MAX : left)
        .recover(cause ->
            mayRepeat(call, cause) && Instant.now().plus(PAUSE).isBefore(deadline)
                ? pause(PAUSE).compose(_ -> call(call, options, deadline))
                : Future.failedFuture(cause));
  }

  private Future<Answer> once(Call call, CallOptions options, Duration timeout) {
    long millis = Math.max(1, timeout.toMillis());
    var delivery =
        new DeliveryOptions()
            .setSendTimeout(millis + ANSWER_GRACE.toMillis())
            .addHeader("deadline", Instant.now().plusMillis(millis).toString());
    var bearer = token.get();
    if (!bearer.isEmpty()) {
      delivery.addHeader("authorization", "Bearer " + bearer);
    }
    call.parameters().forEach(delivery::addHeader);
    options.headers().forEach(delivery::addHeader);
    return vertx.eventBus().<Object>request(call.address(), call.body(), delivery).map(Answer::of);
  }

  private static boolean mayRepeat(Call call, Throwable cause) {
    return cause instanceof ReplyException reply
        && (call.repeat() == Repeat.SAFE || reply.failureType() == ReplyFailure.NO_HANDLERS);
  }
}
