package dev.rcrewai.llm;

import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatWait;
import dev.rcrewai.step.ChatWait.Reason;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One chat call from its arrival to its one answer. Stays on one context.
 *
 * <pre>
 *             ┌─────────── the next model ◄──────────┐ it may do better, and nothing was shown
 *             ▼                                      │
 *   start ─► ask the model, as often as worth it ────┴─► answer
 *   deadline or abort, from anywhere: answer, and end what is under way
 * </pre>
 */
final class ChatRun {
  /** The longest pause for a model while there is another one to ask. */
  static final Duration WORTH_WAITING = Duration.ofSeconds(5);

  /**
   * Waits may outlast the deadline by this: its execution ends at it, and aborts the chat. A timer
   * of ours that is early, by another clock, would end the execution a moment before.
   */
  private static final Duration SLACK = Duration.ofMillis(10);

  private final Vertx vertx;
  private final Providers providers;
  private final ChatBudgets budgets;
  private final ChatCall call;
  private final Consumer<String> onText;
  private final WaitWatch waits;
  private final Promise<ChatResult> answer = Promise.promise();
  private final long startedNanos = System.nanoTime();
  private final Duration allowed;
  private final Queue<ModelChoice> next;
  private @Nullable Bill earlier;
  private @Nullable ModelRun run;
  private long deadlineTimer = -1;

  /**
   * A run that has not begun.
   *
   * @param allowed until the call's deadline
   * @param onText hears each piece of a streamed text
   * @param onWait hears of a wait that lasts
   */
  ChatRun(
      Vertx vertx,
      Providers providers,
      ChatBudgets budgets,
      ChatCall call,
      Duration allowed,
      Consumer<String> onText,
      Consumer<ChatWait> onWait) {
    this.vertx = vertx;
    this.providers = providers;
    this.budgets = budgets;
    this.call = call;
    this.allowed = allowed;
    this.onText = onText;
    this.waits = new WaitWatch(vertx, providers.metrics(), new ToldWait(call, onWait));
    this.next = new ArrayDeque<>(call.request().fallback());
  }

  ChatCall call() {
    return call;
  }

  /** The answer; it never fails. */
  Future<ChatResult> start() {
    if (left().compareTo(SLACK) > 0) {
      deadlineTimer = vertx.setTimer(Math.max(1, left().toMillis()), _ -> deadlinePassed());
      ask(call.request().model());
    } else {
      deadlinePassed();
    }
    return answer.future();
  }

  /** Answers {@code ABORTED} at once and resets a request in flight. */
  void abort() {
    stop("the call was cancelled");
  }

  private void deadlinePassed() {
    stop("the deadline passed before the provider answered");
  }

  private void ask(ModelChoice model) {
    boolean hasOwnKey = call.keys().find(model.provider()) != null;
    var provider = providers.find(model.provider(), hasOwnKey);
    if (provider == null) {
      var words = "provider '" + model.provider() + "' is not configured; there are: ";
      var bill = new Bill(model.provider(), model.model(), Usage.NONE, BigDecimal.ZERO);
      failed(Failure.unknown(words + providers.names()), bill);
      return;
    }
    var purse = budgets.purse(provider, new ChatErrand(call.to(model)), providers.attemptTimeout());
    var asked = new ModelRun(vertx, providers, provider, purse, this::patience, waits, onText);
    run = asked;
    asked.start().onSuccess(result -> ended(asked, result));
  }

  private void ended(ModelRun asked, AttemptResult result) {
    switch (result) {
      case Success success -> {
        var answered = success.model().isEmpty() ? asked.model() : success.model();
        var bill = asked.provider().bill(asked.model(), answered, asked.spent());
        finish(new ChatResult.Replied(success.reply(), withEarlier(bill)));
      }
      case Failure failure -> failed(failure, asked.loss());
    }
  }

  private void failed(Failure failure, Bill loss) {
    var bill = withEarlier(loss);
    boolean shown = run != null && run.shown();
    var other = shown || !failure.mayPassElsewhere() ? null : next.poll();
    if (other == null) {
      finish(new ChatResult.Failed(failure.failure(), failure.detail(), bill));
    } else {
      earlier = bill;
      providers.fellBack(bill.provider(), other.provider(), failure);
      ask(other);
    }
  }

  private void stop(String why) {
    if (answer.future().isComplete()) {
      return;
    }
    var stopped = run;
    var model = call.request().model();
    var bill =
        stopped == null
            ? new Bill(model.provider(), model.model(), Usage.NONE, BigDecimal.ZERO)
            : withEarlier(stopped.loss());
    finish(new ChatResult.Failed(ChatFailure.ABORTED, why, bill));
    if (stopped != null) {
      stopped.stop();
    }
  }

  private void finish(ChatResult result) {
    vertx.cancelTimer(deadlineTimer);
    waits.end();
    answer.tryComplete(result);
  }

  private Bill withEarlier(Bill bill) {
    return earlier == null ? bill : bill.and(earlier);
  }

  /** Where somebody else can be asked, long waits are not worth it. */
  private Duration patience() {
    var left = left();
    return next.isEmpty() || left.compareTo(WORTH_WAITING) < 0 ? left : WORTH_WAITING;
  }

  private Duration left() {
    return allowed.plus(SLACK).minusNanos(System.nanoTime() - startedNanos);
  }

  /** Tells of the waits of a chat. */
  private record ToldWait(ChatCall call, Consumer<ChatWait> told) implements WaitWatch.Listener {
    @Override
    public void lasts(String provider, Reason why) {
      told.accept(new ChatWait.Lasting(call.execution(), call.path(), call.call(), provider, why));
    }

    @Override
    public void goesOn() {
      told.accept(new ChatWait.Over(call.execution(), call.path(), call.call()));
    }
  }
}
