package dev.rcrewai.llm;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.Breaker.Pass;
import dev.rcrewai.llm.Bulkhead.Slot;
import dev.rcrewai.step.ChatCall;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One chat call from its arrival to its one answer. Stays on one context.
 *
 * <pre>
 *             ┌────────────── pause ◄──────────────┐ worth it, and time is left; or the node's
 *             │                                    │ leases are in doubt
 *             ▼                                    │
 *   start ─► slot ─► pass of the breaker ─► send ──┴─► answer
 *   deadline or abort, from anywhere: answer, and end what is under way
 * </pre>
 */
final class ChatRun {
  private static final Logger LOG = LoggerFactory.getLogger(ChatRun.class);

  /** Before it is asked again whether this node may call anybody. */
  private static final long LEASE_PAUSE_MILLIS = 200;

  private final Vertx vertx;
  private final Providers providers;
  private final Provider provider;
  private final ChatCall call;
  private final Purse purse;
  private final Consumer<String> onText;
  private final Promise<ChatResult> answer = Promise.promise();
  private final long startedNanos = System.nanoTime();
  private final Duration allowed;
  private Runnable endStage = () -> {};
  private long deadlineTimer = -1;
  private int attempts;
  private boolean shown;
  private Usage spent = Usage.NONE;

  /**
   * A run that has not begun.
   *
   * @param allowed until the call's deadline
   * @param onText hears each piece of a streamed text
   */
  ChatRun(
      Vertx vertx,
      Providers providers,
      Provider provider,
      ChatCall call,
      Purse purse,
      Duration allowed,
      Consumer<String> onText) {
    this.vertx = vertx;
    this.providers = providers;
    this.provider = provider;
    this.call = call;
    this.purse = purse;
    this.allowed = allowed;
    this.onText = onText;
  }

  ChatCall call() {
    return call;
  }

  /** The answer; it never fails. */
  Future<ChatResult> start() {
    if (left().isPositive()) {
      deadlineTimer = vertx.setTimer(Math.max(1, left().toMillis()), now -> deadlinePassed());
      provider.retries().called();
      enter();
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

  private void enter() {
    if (!mayCall()) {
      later(LEASE_PAUSE_MILLIS);
      return;
    }
    attempts++;
    if (provider.breaker().isOpen()) {
      failed(breakerOpen());
      return;
    }
    var slot = provider.bulkhead().enter();
    if (slot == null) {
      failed(
          Failure.unanswered(
              ChatFailure.BULKHEAD_FULL, "too many chats wait for provider " + provider.name()));
      return;
    }
    endStage = slot::leave;
    slot.granted().onSuccess(inside -> charge(slot));
  }

  /** Nobody waits for money in a slot: it is given up, and asked for anew. */
  private void charge(Slot slot) {
    if (isAnswered()) {
      return; // Left while the grant was on its way.
    }
    if (!mayCall()) {
      comeBack(slot, LEASE_PAUSE_MILLIS);
      return;
    }
    purse
        .hold(provider.name(), call.request(), this::bytes)
        .onSuccess(hold -> {
          switch (hold) {
            case Hold.Granted(var fare) -> pass(slot, fare);
            case Hold.Later(var pause) -> comeBack(slot, pause.toMillis());
            case Hold.Refused(var failure) -> {
              slot.leave();
              failed(failure);
            }
          }
        });
  }

  private void pass(Slot slot, Fare fare) {
    if (isAnswered() || !mayCall()) { // much may happen while a store is asked
      fare.refund();
      comeBack(slot, LEASE_PAUSE_MILLIS);
      return;
    }
    var pass = provider.breaker().pass();
    if (pass == null) {
      fare.refund();
      slot.leave();
      failed(breakerOpen());
    } else {
      send(slot, pass, fare);
    }
  }

  private void comeBack(Slot slot, long millis) {
    slot.leave();
    if (!isAnswered()) {
      attempts--;
      later(millis);
    }
  }

  /** What cannot be written is not sent either, and then costs nothing. */
  private int bytes() {
    try {
      return provider.model().bytes(call.request(), call.delivery());
    } catch (RuntimeException e) {
      return 0;
    }
  }

  private void send(Slot slot, Pass pass, Fare fare) {
    long sentNanos = System.nanoTime();
    var attempt = sent(fare.watching(this::mayCall));
    endStage = attempt::abort;
    attempt
        .result()
        .onSuccess(result -> {
          slot.leave();
          pass.report(result);
          provider.attempted(call.request(), result, since(sentNanos));
          spent = spent.plus(result.usage());
          if (result instanceof Success) {
            vertx.cancelTimer(deadlineTimer); // an answer that is there does not come too late
          }
          fare.settle(result).onSuccess(settled -> ended(result));
        });
  }

  /** A request that cannot even be written must give back its slot and its pass too. */
  private ChatModel.Attempt sent(BooleanSupplier mayLeave) {
    try {
      return provider
          .model()
          .send(call.request(), call.delivery(), this::show, providers.attemptTimeout(), mayLeave);
    } catch (RuntimeException e) {
      LOG.error("a chat request could not be sent: {}", kv("provider", provider.name()), e);
      return ChatModel.Attempt.over(
          Failure.unanswered(ChatFailure.BAD_REQUEST, "the request could not be written"));
    }
  }

  private boolean mayCall() {
    return providers.mayCall(call.holder());
  }

  private void show(String text) {
    shown = true;
    onText.accept(text);
  }

  private void ended(AttemptResult result) {
    switch (result) {
      case Success success -> {
        var answered = success.model().isEmpty() ? asked() : success.model();
        var bill = provider.bill(asked(), answered, spent);
        finish(new ChatResult.Replied(success.reply(), bill));
      }
      case Failure failure -> failed(failure);
    }
  }

  private void failed(Failure failure) {
    if (isAnswered()) {
      return;
    }
    var pause = providers.retry().pause(failure, attempts, left());
    // Who has seen half an answer must be told that it is void: that is a new call's to do.
    if (shown || pause.isEmpty() || !provider.retries().tryTake()) {
      LOG.warn("chat failed: {} {} {} {} {} {}", keyValues(failure));
      finish(asResult(failure));
    } else {
      LOG.info("chat will be tried again: {} {} {} {} {} {}", keyValues(failure));
      provider.retried(failure);
      later(pause.get().toMillis());
    }
  }

  private void later(long millis) {
    long timer = vertx.setTimer(Math.max(1, millis), now -> enter());
    endStage = () -> vertx.cancelTimer(timer);
  }

  private void stop(String why) {
    if (!isAnswered()) {
      finish(asResult(Failure.unanswered(ChatFailure.ABORTED, why)));
      endStage.run();
    }
  }

  private void finish(ChatResult result) {
    vertx.cancelTimer(deadlineTimer);
    answer.tryComplete(result);
  }

  private ChatResult asResult(Failure failure) {
    var loss = provider.loss(asked(), spent);
    return new ChatResult.Failed(failure.failure(), failure.detail(), loss);
  }

  private String asked() {
    return call.request().model().model();
  }

  private Failure breakerOpen() {
    return Failure.unanswered(
        ChatFailure.BREAKER_OPEN,
        "provider " + provider.name() + " failed too often and is not asked for a while");
  }

  private boolean isAnswered() {
    return answer.future().isComplete();
  }

  private Duration left() {
    return allowed.minus(since(startedNanos));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** The detail is the provider's and may quote a prompt: only our own words are logged. */
  private Object[] keyValues(Failure failure) {
    return new Object[] {
      kv("execution_id", call.execution().text()),
      kv("provider", provider.name()),
      kv("model", asked()),
      kv("attempt", attempts),
      kv("failure", failure.failure()),
      kv("detail", failure.status() == 0 ? failure.detail() : "HTTP " + failure.status())
    };
  }
}
