package dev.rcrewai.llm;

import dev.rcrewai.config.ChatTimes;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.ProviderConnection.Place;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP exchange with a provider, bounded in time and size. Stays on one context.
 *
 * <pre>
 *   ┌─► connected ─► sent ─► answered ─► read … read ─► finish
 *   └─────────────────┘ nobody has looked at it
 *   time-out, abort, too many bytes, from anywhere: finish and reset
 * </pre>
 */
final class HttpAttempt implements ChatModel.Attempt {
  /** More than any model writes in one answer. */
  static final int ANSWER_BYTES_MAX = 8 << 20;

  /** How long an exchange may go on after its result, so that its connection can be used again. */
  private static final long LINGER_MILLIS = 1000;

  /** A provider that restarts turns away what it has not looked at; so do two of them in turn. */
  private static final int SENDS_MAX = 3;

  /** Before it is asked again whether the request may leave. */
  private static final long LEASE_PAUSE_MILLIS = 200;

  private static final Logger LOG = LoggerFactory.getLogger(HttpAttempt.class);

  private final Vertx vertx;
  private final Function<HttpClientResponse, AnswerReader> readers;
  private final UnaryOperator<String> redact;
  private final BooleanSupplier mayLeave;
  private final AnswerWatch watch;
  private final Delivery delivery;
  private final Promise<AttemptResult> result = Promise.promise();
  private @Nullable Outgoing outgoing;
  private @Nullable Place place;
  private Optional<Duration> usedUp = Optional.empty();
  private long timer;
  private long bytesRead;
  private int sends;

  /**
   * An attempt that has not begun.
   *
   * @param readers what reads an answer, chosen by its head
   * @param redact takes out of a failure's detail what nobody may see
   * @param mayLeave asked when the request is about to leave; until it may, the attempt waits
   * @param delivery only an answer that is streamed tells its first token and its pauses
   */
  HttpAttempt(
      Vertx vertx,
      ChatTimes times,
      Delivery delivery,
      Function<HttpClientResponse, AnswerReader> readers,
      UnaryOperator<String> redact,
      BooleanSupplier mayLeave) {
    this.vertx = vertx;
    this.watch = new AnswerWatch(vertx, times, this::timedOut);
    this.delivery = delivery;
    this.readers = readers;
    this.redact = redact;
    this.mayLeave = mayLeave;
  }

  /** A request that was written but not sent. */
  record Outgoing(RequestOptions head, Buffer body) {}

  /**
   * Sends a request once there is room for it on a connection.
   *
   * @param writer writes it; again where it has to be sent again, rather than keep it for that
   */
  void start(Connections connections, Supplier<Outgoing> writer, Duration timeout) {
    outgoing = writer.get();
    timer = vertx.setTimer(Math.max(1, timeout.toMillis()), now -> tooSlow(timeout));
    begin(connections, writer);
  }

  private void begin(Connections connections, Supplier<Outgoing> writer) {
    sends++;
    connections
        .enter()
        .compose(this::open)
        .onSuccess(answer -> guarded(() -> read(answer)))
        .onFailure(cause -> {
          if (mayBeSentAgain(cause)) {
            LOG.debug("a provider has not looked at a request: {}", cause.toString());
            leave();
            outgoing = writer.get();
            begin(connections, writer);
          } else {
            broke(cause);
          }
        });
  }

  private boolean mayBeSentAgain(Throwable cause) {
    return place != null && sends < SENDS_MAX && !isFinished() && place.isUnprocessed(cause);
  }

  @Override
  public Future<AttemptResult> result() {
    return result.future();
  }

  @Override
  public Optional<Duration> usedUp() {
    return usedUp;
  }

  @Override
  public void abort() {
    finish(Failure.unanswered(ChatFailure.ABORTED, "the call was cancelled"));
    reset();
  }

  private Future<HttpClientResponse> open(Place entered) {
    place = entered;
    if (isFinished()) {
      return over(entered);
    }
    return entered.open(Objects.requireNonNull(outgoing).head()).compose(_ -> send(entered));
  }

  private Future<HttpClientResponse> send(Place entered) {
    if (isFinished()) {
      return over(entered);
    }
    if (!mayLeave.getAsBoolean()) { // the process was paused while it connected
      return vertx.timer(LEASE_PAUSE_MILLIS).compose(over -> send(entered));
    }
    if (delivery == Delivery.STREAMED) {
      watch.begin();
    }
    var body = Objects.requireNonNull(outgoing).body();
    outgoing = null; // the answer takes long
    return entered.send(body);
  }

  private static Future<HttpClientResponse> over(Place entered) {
    entered.breakOff();
    return Future.failedFuture("the attempt is over");
  }

  private @Nullable AttemptResult read(HttpClientResponse answer) {
    var here = Objects.requireNonNull(place);
    here.heard();
    usedUp = RateReset.hint(answer.headers(), Instant.now()).pause();
    var reader = readers.apply(answer);
    answer.exceptionHandler(this::broke);
    answer.handler(bytes -> {
      here.heard();
      guarded(() -> read(reader, bytes));
    });
    answer.endHandler(end -> {
      here.ended(answer);
      guarded(reader::end);
      vertx.cancelTimer(timer);
    });
    return null;
  }

  private @Nullable AttemptResult read(AnswerReader reader, Buffer bytes) {
    bytesRead += bytes.length();
    if (delivery == Delivery.STREAMED) {
      watch.heard();
    }
    if (bytesRead > ANSWER_BYTES_MAX) {
      var tooLarge = "the answer is larger than " + (ANSWER_BYTES_MAX >> 20) + " MiB";
      finish(Failure.unanswered(ChatFailure.BAD_OUTPUT, tooLarge));
      reset();
      return null;
    }
    return isFinished() ? null : reader.read(bytes);
  }

  /** A defect in reading must not leave the call without its result. */
  private void guarded(Supplier<@Nullable AttemptResult> step) {
    try {
      var known = step.get();
      if (known != null) {
        finish(known);
      }
    } catch (RuntimeException e) {
      LOG.error("an answer could not be read", e);
      finish(Failure.unanswered(ChatFailure.BAD_OUTPUT, "the answer could not be read"));
      reset();
    }
  }

  private void tooSlow(Duration timeout) {
    timedOut("no complete answer within " + timeout.toMillis() + " ms (LLM_TIMEOUT)");
  }

  private void timedOut(String words) {
    finish(Failure.unanswered(ChatFailure.TIMEOUT, words));
    if (place != null) {
      place.timedOut();
    }
    reset();
  }

  private void broke(Throwable cause) {
    finish(broken(cause));
    vertx.cancelTimer(timer);
    leave();
  }

  private void leave() {
    if (place != null) {
      place.broke();
    }
  }

  private void finish(AttemptResult end) {
    if (isFinished()) {
      return;
    }
    watch.end();
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(LINGER_MILLIS, now -> reset());
    result.complete(
        switch (end) {
          case Success success -> success;
          case Failure failure -> failure.withDetail(redact.apply(failure.detail()));
        });
  }

  /** Ends the exchange in its midst; does nothing to one that is over. */
  private void reset() {
    vertx.cancelTimer(timer);
    if (place != null) {
      place.breakOff();
    }
  }

  private boolean isFinished() {
    return result.future().isComplete();
  }

  /** A connection that could not be made or broke; hosts stay out of what crews are told. */
  private static Failure broken(Throwable cause) {
    LOG.debug("a provider's connection failed: {}", cause.toString());
    var words =
        switch (cause) {
          case UnknownHostException ignored -> "the provider's host name is unknown";
          case ConnectTimeoutException _, TimeoutException _ ->
              "the provider did not accept a connection in time (LLM_CONNECT_TIMEOUT)";
          case ConnectException ignored -> "the provider cannot be reached";
          case SSLException ignored -> "the provider's certificate or TLS was not accepted";
          default -> "the connection to the provider broke";
        };
    return Failure.unanswered(ChatFailure.NETWORK, words);
  }
}
