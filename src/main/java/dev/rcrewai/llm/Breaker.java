package dev.rcrewai.llm;

import dev.rcrewai.config.ChatGuards;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import net.logstash.logback.argument.StructuredArguments;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of one model of a provider. It opens after so many failures within a window
 * without a success between them, and lets one probe through when its time is over. Thread-safe.
 *
 * <p>The states, the window and the timer are Vert.x' own. Around them stands what it has no word
 * for: an attempt that says nothing about the provider (cancelled, or refused for its request's
 * sake) neither counts nor heals, and a probe that ends like that leaves its place to the next.
 */
final class Breaker {
  private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

  /** Vert.x counts in whole seconds. */
  private static final Duration WINDOW_MIN = Duration.ofSeconds(1);

  private final CircuitBreaker circuit;
  private final AtomicBoolean probing = new AtomicBoolean();

  Breaker(Vertx vertx, String provider, String model, ChatGuards guards) {
    var window = guards.breakerWindow();
    var counted = window.compareTo(WINDOW_MIN) < 0 ? WINDOW_MIN : window;
    var options =
        new CircuitBreakerOptions()
            .setMaxFailures(guards.breakerFailuresMax())
            .setFailuresRollingWindow(counted.toMillis())
            .setResetTimeout(Math.max(1, guards.breakerReset().toMillis()))
            .setTimeout(-1)
            .setNotificationAddress(null);
    var names =
        new Object[] {
          StructuredArguments.kv("provider", provider), StructuredArguments.kv("model", model)
        };
    circuit =
        CircuitBreaker.create(provider + "/" + model, vertx, options)
            .openHandler(now -> LOG.warn("circuit breaker opened: {} {}", names))
            .halfOpenHandler(now -> LOG.info("circuit breaker half-open: {} {}", names))
            .closeHandler(now -> LOG.info("circuit breaker closed: {} {}", names));
  }

  /** Closed, half-open or open. */
  CircuitBreakerState state() {
    return circuit.state();
  }

  /** Whether nobody is let through now; asks for nothing, unlike {@link #pass}. */
  boolean isOpen() {
    return circuit.state() == CircuitBreakerState.OPEN;
  }

  /** The right to ask the provider once, or null where it is not to be asked now. */
  @Nullable Pass pass() {
    return switch (circuit.state()) {
      case CLOSED -> new Pass(false);
      case HALF_OPEN -> probing.compareAndSet(false, true) ? probe() : null;
      case OPEN -> null;
    };
  }

  /** Between the look at the state and the claim, another probe may have decided. */
  private @Nullable Pass probe() {
    if (circuit.state() == CircuitBreakerState.HALF_OPEN) {
      return new Pass(true);
    }
    probing.set(false);
    return null;
  }

  /** The right to ask once; whoever has it reports exactly once. */
  final class Pass {
    private final boolean probe;

    private Pass(boolean probe) {
      this.probe = probe;
    }

    /** How it went. */
    void report(AttemptResult result) {
      if (probe) {
        decide(result);
        probing.set(false);
      } else if (circuit.state() == CircuitBreakerState.CLOSED) {
        count(result);
      }
    }

    private void decide(AttemptResult result) {
      switch (result) {
        case Success ignored -> circuit.reset();
        case Failure failure when failure.countsAgainstProvider() -> circuit.open();
        case Failure failure when failure.status() > 0 -> circuit.reset();
        case Failure ignored -> LOG.debug("a probe ended without an answer");
      }
    }

    private void count(AttemptResult result) {
      switch (result) {
        case Success ignored -> circuit.reset();
        case Failure failure when failure.countsAgainstProvider() ->
            circuit.execute(() -> Future.failedFuture("the provider is at fault"));
        case Failure ignored -> LOG.trace("not the provider's fault");
      }
    }
  }
}
