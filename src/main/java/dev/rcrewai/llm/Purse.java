package dev.rcrewai.llm;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Amount.Unit;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Budgets.Reserved;
import dev.rcrewai.limit.Reservation;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Message;
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
 * What pays for one chat call: holds in its budgets what each attempt may cost at most. That is a
 * token for each byte of the request's body and the longest allowed answer. Stays on one context.
 */
final class Purse {
  private static final Logger LOG = LoggerFactory.getLogger(Purse.class);

  /** What providers add to a request with tools, of which its body says nothing. */
  static final int TOOL_PROMPT_TOKENS = 1_000;

  /** The most that a provider counts for a picture, whatever its bytes; it may be but a link. */
  static final int IMAGE_TOKENS = 40_000;

  private static final Duration PAUSE_MIN = Duration.ofMillis(50);
  private static final int DOUBLINGS_MAX = 5;
  private static final Hold FREE = new Hold.Granted(new Fare.Free());

  private final ChatBudgets budgets;
  private final Provider provider;
  private final ChatCall call;
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

  Purse(ChatBudgets budgets, Provider provider, ChatCall call, Duration patience) {
    this.budgets = budgets;
    this.provider = provider;
    this.call = call;
    this.patience = patience;
  }

  /** What it pays for: a request to one model. */
  ChatCall call() {
    return call;
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
    var account = call.account();
    var own = Amount.limit(account.tokensMax(), account.usdMax());
    var charged =
        budgets.allowances().ofCall(call.execution().text(), account.crew(), account.caller(), own);
    if (charged.isEmpty() || call.keys().isCallers(provider.name())) {
      return Future.succeededFuture(FREE);
    }
    var request = call.request();
    var model = request.model();
    long input = bytes() + unwritten(request);
    long output = model.outputTokensMax();
    var cost = budgets.prices().costAtMost(provider.name(), model.model(), input, output);
    var inUsd = charged.stream().filter(Budget::isInUsd).findFirst();
    if (cost.isEmpty() && inUsd.isPresent()) {
      return Future.succeededFuture(withoutPrice(model.model(), inUsd.get()));
    }
    var most = new Amount(input + output, Amount.nanoUsd(cost.orElse(BigDecimal.ZERO)));
    var id = UUID.randomUUID().toString();
    return hold(
        new Fare.Held(budgets, new Reservation(id, charged, most), provider.name(), model.model()));
  }

  /** Tokens that the body's length does not bound. */
  private static long unwritten(ChatRequest request) {
    long images = 0;
    for (var message : request.messages()) {
      images += message instanceof Message.User user ? user.images().size() : 0;
    }
    return IMAGE_TOKENS * images + (request.tools().isEmpty() ? 0 : TOOL_PROMPT_TOKENS);
  }

  /** What cannot be written is not sent either, and then costs nothing. */
  private long bytes() {
    try {
      return provider.model().bytes(call.request(), call.delivery());
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
          "the budgets of a chat cannot be reached; it waits: {} {}",
          kv("execution_id", call.execution().text()),
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
