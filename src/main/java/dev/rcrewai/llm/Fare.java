package dev.rcrewai.llm;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Reservation;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one attempt costs, from the moment it may begin until it is paid for. */
sealed interface Fare {
  /** Asked when the request is about to leave; one that never left costs nothing. */
  BooleanSupplier watching(BooleanSupplier mayLeave);

  /** Pays for what came of it; never fails, and takes a second at most. */
  Future<Void> settle(AttemptResult result);

  /** Nothing was sent, and nothing will be. */
  void refund();

  /** No budget is charged. */
  record Free() implements Fare {
    @Override
    public BooleanSupplier watching(BooleanSupplier mayLeave) {
      return mayLeave;
    }

    @Override
    public Future<Void> settle(AttemptResult result) {
      return Future.succeededFuture();
    }

    @Override
    public void refund() {}
  }

  /**
   * Held in budgets. What an attempt did cost only the provider knows: where it does not say, all
   * that was held counts as spent. Stays on one context.
   */
  final class Held implements Fare {
    private static final Logger LOG = LoggerFactory.getLogger(Fare.class);

    /** An answer waits so long for this, so that the call after it finds what is given back. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final long PAUSE_MIN_MILLIS = 500;
    private static final int TRIES_MAX = 9;

    private final ChatBudgets budgets;
    private final Reservation reservation;
    private final String provider;
    private final String model;
    private boolean left;

    Held(ChatBudgets budgets, Reservation reservation, String provider, String model) {
      this.budgets = budgets;
      this.reservation = reservation;
      this.provider = provider;
      this.model = model;
    }

    Reservation reservation() {
      return reservation;
    }

    @Override
    public BooleanSupplier watching(BooleanSupplier mayLeave) {
      return () -> {
        boolean leaves = mayLeave.getAsBoolean();
        left |= leaves;
        return leaves;
      };
    }

    @Override
    public Future<Void> settle(AttemptResult result) {
      return settle(used(result), 1)
          .timeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
          .otherwiseEmpty();
    }

    @Override
    public void refund() {
      settle(Amount.NONE, 1);
    }

    private Amount used(AttemptResult result) {
      return switch (result) {
        case Success success -> counted(success.usage(), success.model());
        case Failure _ when !left -> Amount.NONE;
        case Failure failure when wasTurnedAway(failure) -> Amount.NONE;
        case Failure failure when failure.failure() == ChatFailure.REFUSED ->
            counted(failure.usage(), model);
        // Broken off: what was counted by then is the least that it cost.
        case Failure failure -> reservation.amount().max(counted(failure.usage(), model));
      };
    }

    /** The provider said no before any work; other errors of servers come after some. */
    private static boolean wasTurnedAway(Failure failure) {
      int status = failure.status();
      return failure.usage().equals(Usage.NONE)
          && ((status >= 400 && status < 500) || status == 503 || status == 529);
    }

    private Amount counted(Usage usage, String answered) {
      if (usage.equals(Usage.NONE)) {
        return reservation.amount();
      }
      var cost = budgets.prices().cost(provider, model, answered, usage);
      return new Amount(
          usage.inputTokens() + usage.outputTokens(), Amount.nanoUsd(cost.orElse(BigDecimal.ZERO)));
    }

    /** Tried again for some minutes; what is not settled then stays held. */
    private Future<Void> settle(Amount used, int tries) {
      return budgets
          .store()
          .settle(reservation, used)
          .onFailure(cause -> {
            if (tries < TRIES_MAX) {
              long pause = PAUSE_MIN_MILLIS << tries;
              budgets.vertx().setTimer(pause, _ -> settle(used, tries + 1));
            } else {
              LOG.error(
                  "a chat could not be settled and stays held in its budgets: {}",
                  kv("reservation", reservation.id()),
                  cause);
            }
          });
    }
  }
}
