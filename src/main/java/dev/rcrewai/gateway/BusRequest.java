package dev.rcrewai.gateway;

import dev.rcrewai.operation.EventReader;
import dev.rcrewai.operation.Reply;
import dev.rcrewai.operation.Request;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A message as a request: what HTTP has in its path and query are headers by the same names. Lives
 * on the context of its consumer.
 */
final class BusRequest implements Request {
  private static final String CONTENT_TYPE = "Content-Type";

  /** For the answer to be made and to arrive before its sender gives up. */
  private static final Duration ANSWER_MARGIN = Duration.ofMillis(500);

  private static final Duration PATIENCE_DEFAULT =
      Duration.ofMillis(DeliveryOptions.DEFAULT_TIMEOUT);

  private final Message<Object> message;
  private final Buffer body;
  private final BusStreams streams;
  private final InstantSource clock;
  private final TraceContext trace;
  private final Consumer<Reply> onAnswered;
  private boolean answered;

  BusRequest(
      Message<Object> message,
      Buffer body,
      BusStreams streams,
      InstantSource clock,
      TraceContext trace,
      Consumer<Reply> onAnswered) {
    this.message = message;
    this.body = body;
    this.streams = streams;
    this.clock = clock;
    this.trace = trace;
    this.onAnswered = onAnswered;
  }

  @Override
  public List<String> headers(String name) {
    var sent = message.headers().getAll(name);
    boolean implied = sent.isEmpty() && body.length() > 0 && name.equalsIgnoreCase(CONTENT_TYPE);
    return implied ? List.of("application/json") : sent;
  }

  @Override
  public Optional<String> path(String name) {
    return header(name);
  }

  @Override
  public Optional<String> query(String name) {
    return header(name);
  }

  @Override
  public TraceContext trace() {
    return trace;
  }

  @Override
  public Buffer body() {
    return body;
  }

  @Override
  public Optional<EventReader> reader() {
    return header(Headers.EVENTS_ADDRESS)
        .map(address -> (caller, id, after) -> streams.open(this, caller, id, after, address));
  }

  @Override
  public Optional<Duration> patience() {
    Duration left;
    try {
      left =
          header(Headers.DEADLINE)
              .map(deadline -> Duration.between(clock.instant(), Instant.parse(deadline)))
              .orElse(PATIENCE_DEFAULT);
    } catch (DateTimeParseException e) {
      left = PATIENCE_DEFAULT; // InTime has refused it where it counts
    }
    var patience = left.minus(ANSWER_MARGIN);
    return Optional.of(patience.isNegative() ? Duration.ZERO : patience);
  }

  @Override
  public void send(Reply reply) {
    if (answered) {
      return;
    }
    answered = true;
    var options = new DeliveryOptions();
    options.addHeader(Headers.STATUS, Integer.toString(reply.status()));
    reply
        .headers()
        .forEach((name, value) -> options.addHeader(name.toLowerCase(Locale.ROOT), value));
    if (message.replyAddress() != null) {
      message.reply(reply.body(), options);
    }
    onAnswered.accept(reply);
  }

  /** The event bus does not say when a sender goes away. */
  @Override
  public void onDisconnect(Runnable action) {}
}
