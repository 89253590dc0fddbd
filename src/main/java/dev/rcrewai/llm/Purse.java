package dev.rcrewai.llm;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Amount.Unit;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Budgets.Reserved;
import dev.rcrewai.limit.Reservation;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.step.ChatFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What pays for one errand: holds in its budgets what each attempt may cost at most. Stays on one
 * context.
 */
final class Purse {
  private static final Logger LOG = LoggerFactory.getLogger(Purse.class);

  private static final Duration PAUSE_MIN = Duration.ofMillis(50);
  private static final int DOUBLINGS_MAX = 5;
  private static final Hold FREE = new Hold.Granted(new Fare.Free());

  private final ChatBudgets budgets;
  private final Provider provider;
  private final Errand errand;
  private final Duration patience;
  private int waits;
  private boolean isShort;
  private long shortSince;
  private long timer = -1;

  /** Held for the next attempt. */
  private @Nullable Fare kept;

  /** Perhaps held: the store gave no answer. It is asked for again as it was. */
  private Fare.@Nullable Held unanswered;

  private boolean closed;

  Purse(ChatBudgets budgets, Provider provider, Errand errand, Duration patience) {
    this.budgets = budgets;
    this.provider = provider;
    this.errand = errand;
    this.patience = patience;
  }

  /** What it pays for. */
  Errand errand() {
    return errand;
  }

  /**
   * Holds what an attempt may cost; never fails. Known at once where no budget is configured, or
   * where it was waited for.
   */
  Future<Hold> hold() {
    var fare = kept;
    kept = null;
    return fare == null ? ask() : Future.succeededFuture(new Hold.Granted(fare));
  }

  /**
   * Asks from time to time until there is room, and keeps it for {@link #hold}; or says why there
   * will be none.
   */
  Future<Optional<Failure>> awaitRoom() {
    var room = Promise.<Optional<Failure>>promise();
    askLater(room);
    return room.future();
  }

  /** Waits no more, and gives back what was not used. */
  void close() {
    closed = true;
    budgets.vertx().cancelTimer(timer);
    refund(kept);
    kept = null;
    refund(unanswered);
    unanswered = null;
  }

  private static void refund(@Nullable Fare unused) {
    if (unused != null) {
      unused.refund();
    }
  }

  private void askLater(Promise<Optional<Failure>> room) {
    long longest = PAUSE_MIN.toMillis() << Math.min(waits, DOUBLINGS_MAX);
    long pause = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    timer = budgets.vertx().setTimer(pause, _ -> ask().onSuccess(hold -> waited(room, hold)));
  }

  private void waited(Promise<Optional<Failure>> room, Hold hold) {
    switch (hold) {
      case Hold.Granted(var fare) when closed -> fare.refund();
      case Hold.Granted(var fare) -> {
        kept = fare;
        room.complete(Optional.empty());
      }
      case Hold.Later _ when closed -> close();
      case Hold.Later _ -> askLater(room);
      case Hold.Refused(var failure) -> room.complete(Optional.of(failure));
    }
  }

  private Future<Hold> ask() {
    var before = unanswered;
    if (before != null) {
      return hold(before);
    }
    var charged = errand.budgets(budgets.allowances());
    if (charged.isEmpty() || errand.isPaidByCaller(provider.name())) {
      return Future.succeededFuture(FREE);
    }
    var model = errand.model();
    long input = inputTokensMax();
    long output = errand.outputTokensMax();
    var cost = budgets.prices().costAtMost(provider.name(), model, input, output);
    var inUsd = charged.stream().filter(Budget::isInUsd).findFirst();
    if (cost.isEmpty() && inUsd.isPresent()) {
      return Future.succeededFuture(withoutPrice(model, inUsd.get()));
    }
    var most = new Amount(input + output, Amount.nanoUsd(cost.orElse(BigDecimal.ZERO)));
    var id = UUID.randomUUID().toString();
    return hold(new Fare.Held(budgets, new Reservation(id, charged, most), provider.name(), model));
  }

  /** What cannot be written is not sent either, and then costs nothing. */
  private long inputTokensMax() {
    try {
      return errand.inputTokensMax(provider.model());
    } catch (RuntimeException e) {
      return 0;
    }
  }

  private Future<Hold> hold(Fare.Held fare) {
    return budgets
        .store()
        .reserve(fare.reservation())
        .transform(answer ->
            Future.succeededFuture(
                answer.succeeded()
                    ? answered(fare, answer.result())
                    : unknown(fare, answer.cause())));
  }

  private Hold answered(Fare.Held fare, Reserved answer) {
    unanswered = null;
    return switch (answer) {
      case Reserved.Granted() -> {
        waits = 0;
        isShort = false;
        yield new Hold.Granted(fare);
      }
      case Reserved.Refused(var shortage) when shortage.isFinal() || isOutOfPatience() ->
          refused(shortage.name(), shortage.words());
      case Reserved.Refused _ -> later();
    };
  }

  private Hold unknown(Fare.Held fare, Throwable cause) {
    if (unanswered == null) {
      LOG.warn(
          "the budgets of a call cannot be reached; it waits: {} {}",
          errand.owner(),
          kv("reason", cause.toString()));
    }
    unanswered = fare;
    waits++;
    return new Hold.Later();
  }

  private boolean isOutOfPatience() {
    return isShort && System.nanoTime() - shortSince >= patience.toNanos();
  }

  private Hold later() {
    if (!isShort) {
      isShort = true;
      shortSince = System.nanoTime();
    }
    waits++;
    return new Hold.Later();
  }

  private Hold withoutPrice(String model, Budget budget) {
    var words =
        "model '%s' of provider %s has no price in %s; with budget %s it needs one, under models"
            .formatted(
                model, provider.name(), budgets.pricesFile(), Unit.USD.budget(budget.kind()));
    return refused(Unit.USD.budget(budget.kind()), words);
  }

  private Hold refused(String budget, String words) {
    budgets.metrics().budgetRefused(budget);
    return new Hold.Refused(Failure.unanswered(ChatFailure.BUDGET, words));
  }
}
