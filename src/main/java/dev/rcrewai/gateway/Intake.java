package dev.rcrewai.gateway;

import dev.rcrewai.config.HttpSettings;
import dev.rcrewai.operation.Gate;
import dev.rcrewai.operation.Problem;
import dev.rcrewai.operation.Problems;
import dev.rcrewai.operation.Reply;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.Tracing;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Takes messages in, no larger than HTTP's, and leads each to its gate. Lives on one context. */
final class Intake {
  /** Stands for a method where requests are counted. */
  private static final String METHOD = "BUS";

  private final HttpSettings limits;
  private final BusStreams streams;
  private final Metrics metrics;
  private final Tracing tracing;
  private final InstantSource clock;
  private int unanswered;
  private @Nullable Promise<Void> empty;

  Intake(
      HttpSettings limits,
      BusStreams streams,
      Metrics metrics,
      Tracing tracing,
      InstantSource clock) {
    this.limits = limits;
    this.streams = streams;
    this.metrics = metrics;
    this.tracing = tracing;
    this.clock = clock;
  }

  void take(Message<Object> message, Gate gate) {
    unanswered++;
    var body = body(message.body());
    long began = System.nanoTime();
    var address = message.address();
    var headers = message.headers();
    var sender = TraceContext.of(headers.getAll("traceparent"), headers.getAll("tracestate"));
    var span = tracing.message(sender, address);
    var request =
        new BusRequest(
            message,
            body == null ? Buffer.buffer() : body,
            streams,
            clock,
            tracing.isOn() ? span.context() : sender,
            reply -> {
              var took = Duration.ofNanos(System.nanoTime() - began);
              metrics.requestFinished(METHOD, address, reply.status(), took);
              Tracing.replied(span, reply.status());
              answered();
            });
    var refusal = refusal(message, body);
    if (refusal == null) {
      gate.pass(request);
    } else {
      request.send(Reply.of(refusal));
    }
  }

  /** Completes when everything that was taken in is answered. */
  Future<Void> answeredAll() {
    var promise = Promise.<Void>promise();
    empty = promise;
    if (unanswered == 0) {
      promise.complete();
    }
    return promise.future();
  }

  private void answered() {
    unanswered--;
    if (unanswered == 0 && empty != null) {
      empty.tryComplete();
    }
  }

  private @Nullable Problem refusal(Message<Object> message, @Nullable Buffer body) {
    if (body == null) {
      return Problems.MALFORMED;
    }
    if (body.length() > limits.bodyBytesMax()) {
      return Problems.ofStatus(413, null);
    }
    long headers = 0;
    for (var header : message.headers()) {
      headers += ByteBufUtil.utf8Bytes(header.getKey()) + ByteBufUtil.utf8Bytes(header.getValue());
    }
    return headers > limits.headerBytesMax() ? Problems.ofStatus(431, null) : null;
  }

  /** The bytes of a body, as they are or made from JSON; null where it is neither. */
  private static @Nullable Buffer body(@Nullable Object body) {
    return switch (body) {
      case null -> Buffer.buffer();
      case Buffer bytes -> bytes;
      case JsonObject json -> json.toBuffer();
      default -> null;
    };
  }
}
