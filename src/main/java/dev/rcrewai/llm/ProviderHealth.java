package dev.rcrewai.llm;

import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.step.ChatFailure;
import io.vertx.circuitbreaker.CircuitBreakerState;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What the last calls say about one provider; asking it costs nothing. Thread-safe. */
public final class ProviderHealth {
  /** How a provider stands. */
  public enum Status {
    /** Nothing was heard of it yet. */
    UNKNOWN,
    /** It answers. */
    HEALTHY,
    /** It fails, or its circuit breaker is not closed. */
    DEGRADED,
    /** It refuses our key, or our credit is used up. */
    UNHEALTHY
  }

  /**
   * A provider at one moment.
   *
   * @param breaker the worst of its models' breakers: closed, half_open or open
   * @param lastFailure the newest failure since the last success, or null
   * @param calledAt when a chat with it ended last, or null
   * @param succeededAt when it answered last, or null
   * @param errorRate the share of attempts that failed within {@link ErrorRate#WINDOW}, if any were
   */
  public record View(
      Status status,
      String breaker,
      @Nullable ChatFailure lastFailure,
      @Nullable Instant calledAt,
      @Nullable Instant succeededAt,
      OptionalDouble errorRate) {}

  private record Heard(Status status, @Nullable ChatFailure failure, @Nullable Instant at) {}

  private final Breakers breakers;
  private final ErrorRate errors = new ErrorRate();
  private volatile @Nullable Instant succeededAt;
  private volatile Heard heard = new Heard(Status.UNKNOWN, null, null);

  ProviderHealth(Breakers breakers) {
    this.breakers = breakers;
  }

  /** How it stands now. */
  View view(Instant now) {
    var last = heard;
    var state = breakers.worst();
    boolean hindered = state != CircuitBreakerState.CLOSED && last.status() != Status.UNHEALTHY;
    return new View(
        hindered ? Status.DEGRADED : last.status(),
        state.name().toLowerCase(Locale.ROOT),
        last.failure(),
        last.at(),
        succeededAt,
        errors.at(now));
  }

  /** A chat with it ended. */
  synchronized void called(AttemptResult result, Instant at) {
    count(result, at);
    heard =
        switch (result) {
          case Success ignored -> new Heard(Status.HEALTHY, null, at);
          case Failure failure -> called(heard, failure.failure(), at);
        };
  }

  /** What the request itself is to blame for is no error of the provider. */
  private void count(AttemptResult result, Instant at) {
    switch (result) {
      case Success ignored -> {
        succeededAt = at;
        errors.add(false, at);
      }
      case Failure failure -> {
        switch (failure.failure()) {
          case AUTH, QUOTA, RATE_LIMIT, OVERLOADED, SERVER, TIMEOUT, NETWORK, BAD_OUTPUT ->
              errors.add(true, at);
          case CONTEXT, REFUSED, BAD_REQUEST -> errors.add(false, at);
          case BREAKER_OPEN, BULKHEAD_FULL, BUDGET, ABORTED -> {}
        }
      }
    }
  }

  /** It was asked for its models; a list proves reach and key, but not that there is credit. */
  synchronized void probed(Optional<Failure> failure) {
    heard = probed(heard, failure.map(Failure::failure).orElse(null));
  }

  private static Heard called(Heard last, ChatFailure failure, Instant at) {
    return switch (failure) {
      case AUTH, QUOTA -> new Heard(Status.UNHEALTHY, failure, at);
      case RATE_LIMIT, CONTEXT, REFUSED, BAD_REQUEST -> new Heard(Status.HEALTHY, failure, at);
      // One failure among many answers is for the breaker to judge.
      case OVERLOADED, SERVER, TIMEOUT, NETWORK, BAD_OUTPUT ->
          new Heard(last.status() == Status.UNKNOWN ? Status.DEGRADED : last.status(), failure, at);
      case BREAKER_OPEN, BULKHEAD_FULL, BUDGET, ABORTED -> last;
    };
  }

  private static Heard probed(Heard last, @Nullable ChatFailure failure) {
    if (failure == null) {
      boolean noCredit = last.failure() == ChatFailure.QUOTA;
      return noCredit ? last : new Heard(Status.HEALTHY, null, last.at());
    }
    return switch (failure) {
      case AUTH, QUOTA -> new Heard(Status.UNHEALTHY, failure, last.at());
      case OVERLOADED, SERVER, TIMEOUT, NETWORK ->
          new Heard(
              last.status() == Status.UNHEALTHY ? Status.UNHEALTHY : Status.DEGRADED,
              failure,
              last.at());
      // Compatible servers need not have a list of models.
      case RATE_LIMIT,
          CONTEXT,
          REFUSED,
          BAD_REQUEST,
          BAD_OUTPUT,
          BREAKER_OPEN,
          BULKHEAD_FULL,
          BUDGET,
          ABORTED ->
          last;
    };
  }
}
