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
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
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

  private static final Duration PAUSE_MIN = Duration.ofMillis(50);
  private static final int DOUBLINGS_MAX = 5;
  private static final Hold FREE = new Hold.Granted(new Fare.Free());

  private final ChatBudgets budgets;
  private final ChatCall call;
  private final Duration patience;
  private int waits;
  private long waitingSince;

  Purse(ChatBudgets budgets, ChatCall call, Duration patience) {
    this.budgets = budgets;
    this.call = call;
    this.patience = patience;
  }

  /** What it pays for: a request to one model. */
  ChatCall call() {
    return call;
  }

  /**
   * Holds what an attempt at this provider may cost; never fails. Known at once where no budget is
   * configured.
   *
   * @param bytes of the request's body
   */
  Future<Hold> hold(String provider, IntSupplier bytes) {
    var account = call.account();
    var charged =
        budgets
            .allowances()
            .ofCall(call.execution().text(), account.crew(), account.caller(), null);
    if (charged.isEmpty()) {
      return Future.succeededFuture(FREE);
    }
    var request = call.request();
    var model = request.model();
    long input = (long) bytes.getAsInt() + (request.tools().isEmpty() ? 0 : TOOL_PROMPT_TOKENS);
    long output = model.outputTokensMax();
    var cost = budgets.prices().costAtMost(provider, model.model(), input, output);
    var inUsd = charged.stream().filter(Budget::isInUsd).findFirst();
    if (cost.isEmpty() && inUsd.isPresent()) {
      return Future.succeededFuture(withoutPrice(provider, model.model(), inUsd.get()));
    }
    var most = new Amount(input + output, Amount.nanoUsd(cost.orElse(BigDecimal.ZERO)));
    var id = UUID.randomUUID().toString();
    return hold(
        new Fare.Held(budgets, new Reservation(id, charged, most), provider, model.model()));
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
    return switch (answer) {
      case Reserved.Granted() -> {
        waits = 0;
        yield new Hold.Granted(fare);
      }
      case Reserved.Refused(var shortage) when shortage.isFinal() || isOutOfPatience() ->
          refused(shortage.name(), shortage.words());
      case Reserved.Refused _ -> later();
    };
  }

  /** It may be held all the same; once the store is back that is undone, or was never done. */
  private Hold unknown(Fare.Held fare, Throwable cause) {
    LOG.warn(
        "the budgets of a chat cannot be reached; it waits: {} {}",
        kv("execution_id", call.execution().text()),
        kv("reason", cause.toString()));
    fare.refund();
    return later();
  }

  private boolean isOutOfPatience() {
    return waits > 0 && System.nanoTime() - waitingSince >= patience.toNanos();
  }

  private Hold later() {
    if (waits == 0) {
      waitingSince = System.nanoTime();
    }
    long longest = PAUSE_MIN.toMillis() << Math.min(waits, DOUBLINGS_MAX);
    waits++;
    return new Hold.Later(
        Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1)));
  }

  private Hold withoutPrice(String provider, String model, Budget budget) {
    var words =
        "model '%s' of provider %s has no price in %s; with budget %s it needs one, under models"
            .formatted(model, provider, budgets.pricesFile(), Unit.USD.budget(budget.kind()));
    return refused(Unit.USD.budget(budget.kind()), words);
  }

  private Hold refused(String budget, String words) {
    budgets.metrics().budgetRefused(budget);
    return new Hold.Refused(Failure.unanswered(ChatFailure.BUDGET, words));
  }
}
