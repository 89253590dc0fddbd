package dev.rcrewai.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Runs a crew and stays with it: when a node goes away or lets go, the same request with the same
 * key finds the same execution on another one. Ends with its result, or when the time is over.
 */
final class PatientRun {
  /** Beyond it a node that has died would be noticed too late. */
  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(30);

  private static final Set<String> GOES_ON = Set.of("queued", "running");

  private final Bus bus;
  private final Bus.Call call;
  private final CallOptions options;
  private final Instant deadline;

  /**
   * @param options with an idempotency key
   */
  PatientRun(Bus bus, Buffer body, CallOptions options) {
    this.bus = bus;
    this.call = new Bus.Call("rcrewai.executions.run", Map.of(), body, Bus.Repeat.SAFE);
    this.options = options;
    this.deadline = Instant.now().plus(options.timeout());
  }

  Future<Answer> result() {
    var left = Duration.between(Instant.now(), deadline);
    var attempt = options.timeout(left.compareTo(ATTEMPT_MAX) < 0 ? left : ATTEMPT_MAX);
    return bus.once(call, attempt)
        .compose(
            answer -> goesOn(answer) && mayAgain() ? again() : Future.succeededFuture(answer),
            cause ->
                cause instanceof ReplyException && mayAgain()
                    ? again()
                    : Future.failedFuture(cause));
  }

  private Future<Answer> again() {
    return bus.pause(Bus.PAUSE).compose(_ -> result());
  }

  private boolean mayAgain() {
    return Instant.now().plus(Bus.PAUSE).plus(Bus.PAUSE).isBefore(deadline);
  }

  /** A node that is about to stop answers early, or refuses; another one goes on. */
  private static boolean goesOn(Answer answer) {
    return answer.code().equals("draining")
        || (answer.status() == 202 && GOES_ON.contains(answer.json().getString("status", "")));
  }
}
