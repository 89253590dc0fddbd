package dev.rcrewai.llm;

import static java.util.Locale.ROOT;
import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.Breaker.Pass;
import dev.rcrewai.llm.Bulkhead.Asker;
import dev.rcrewai.llm.Bulkhead.Slot;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.ChatWait.Reason;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.step.Usage;
import dev.rcrewai.trace.Span;
import dev.rcrewai.trace.StepSpans;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One errand with one model: as many attempts as are worth it. Stays on one context.
 *
 * <pre>
 *             ┌──────────────── pause ◄────────────────┐ worth it, and time is left; or the
 *             ▼                                        │ node's leases are in doubt
 *   enter ─► breaker ─► line ─► pass ─► begin ─► ended ┴─► over
 *   stop, from anywhere: ends what is under way, and is never over
 * </pre>
 */
final class ModelRun {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRun.class);

  /** Before it is asked again whether this node may call anybody. */
  private static final long LEASE_PAUSE_MILLIS = 200;

  private final Vertx vertx;
  private final Providers providers;
  private final Provider provider;
  private final Purse purse;
  private final Errand errand;
  private final Asker asker;
  private final Supplier<Duration> patience;
  private final WaitWatch waits;
  private final Consumer<String> onText;
  private final Promise<AttemptResult> over = Promise.promise();
  private Runnable endStage = () -> {};
  private int attempts;
  private boolean stopped;
  private boolean shown;
  private Usage spent = Usage.NONE;

  /**
   * A run that has not begun.
   *
   * @param purse pays for the errand, which is for this model
   * @param patience how long a wait may be now
   * @param waits is told what it waits for
   * @param onText hears each piece of a streamed text
   */
  ModelRun(
      Vertx vertx,
      Providers providers,
      Provider provider,
      Purse purse,
      Supplier<Duration> patience,
      WaitWatch waits,
      Consumer<String> onText) {
    this.vertx = vertx;
    this.providers = providers;
    this.provider = provider;
    this.purse = purse;
    this.errand = purse.errand();
    this.asker = new Asker(errand.caller(), errand.model(), errand.tokens());
    this.patience = patience;
    this.waits = waits;
    this.onText = onText;
  }

  /** How the last attempt ended; never fails. */
  Future<AttemptResult> start() {
    provider.retries().called();
    enter();
    return over.future().onComplete(_ -> purse.close());
  }

  /** Gives everything back; whoever waits for the end waits no more. */
  void stop() {
    stopped = true;
    purse.close();
    endStage.run();
  }

  Provider provider() {
    return provider;
  }

  String model() {
    return asker.model();
  }

  /** What all attempts used, as far as the provider said so. */
  Usage spent() {
    return spent;
  }

  /** What they cost, where none of them brought an answer. */
  Bill loss() {
    return provider.loss(model(), spent);
  }

  /** Whether anybody has seen a piece of an answer. */
  boolean shown() {
    return shown;
  }

  private void enter() {
    if (!mayCall()) {
      later(LEASE_PAUSE_MILLIS);
      return;
    }
    attempts++;
    if (breaker().isOpen()) {
      breakerOpen();
      return;
    }
    var slot = provider.bulkhead().enter(asker, providers.inLine(patience.get()));
    endStage = slot::leave;
    if (slot.isWaiting()) {
      waits.begin(provider.name(), slot::reason);
    }
    slot.admitted().onSuccess(refusal -> refusal.ifPresentOrElse(this::end, () -> charge(slot)));
  }

  private void charge(Slot slot) {
    if (stopped) {
      return; // Left while the grant was on its way.
    }
    if (!mayCall()) {
      comeBack(slot, LEASE_PAUSE_MILLIS);
      return;
    }
    purse
        .hold()
        .onSuccess(hold -> {
          switch (hold) {
            case Hold.Granted(var fare) -> pass(slot, fare);
            case Hold.Later _ -> awaitRoom(slot);
            case Hold.Refused(var failure) -> {
              unused(slot);
              end(failure);
            }
          }
        });
  }

  private void pass(Slot slot, Fare fare) {
    if (stopped || !mayCall()) { // much may happen while a store is asked
      fare.refund();
      comeBack(slot, LEASE_PAUSE_MILLIS);
      return;
    }
    var pass = breaker().pass();
    if (pass == null) {
      fare.refund();
      unused(slot);
      breakerOpen();
    } else {
      begin(slot, pass, fare);
    }
  }

  /** Nobody waits in a slot for money: it is given up, and the line is entered anew with it. */
  private void awaitRoom(Slot slot) {
    unused(slot);
    attempts--;
    if (!stopped) {
      endStage = () -> {};
      waits.begin(provider.name(), () -> Reason.BUDGET);
      purse.awaitRoom().onSuccess(refusal -> refusal.ifPresentOrElse(this::end, this::enter));
    }
  }

  private void comeBack(Slot slot, long millis) {
    unused(slot);
    if (!stopped) {
      attempts--;
      later(millis);
    }
  }

  /** What an attempt takes before it is sent comes back in {@link #ended}, however it ends. */
  private void begin(Slot slot, Pass pass, Fare fare) {
    waits.over();
    long sentNanos = System.nanoTime();
    var span =
        providers.tracing().steps().attempt(errand.trace(), provider.name(), model(), attempts);
    var attempt = sent(fare.watching(this::mayCall), span.context());
    endStage = attempt::abort;
    attempt
        .result()
        .onSuccess(result -> {
          attempt.usedUp().ifPresent(pause -> provider.rate().close(model(), pause));
          traced(span, result);
          ended(slot, pass, result, Duration.ofNanos(System.nanoTime() - sentNanos));
          fare.settle(result).onSuccess(_ -> judge(result));
        });
  }

  private void ended(Slot slot, Pass pass, AttemptResult result, Duration took) {
    slot.leave();
    pass.report(result);
    provider.attempted(asker, result, took);
    spent = spent.plus(result.usage());
  }

  private static void traced(Span span, AttemptResult result) {
    switch (result) {
      case Success _ -> StepSpans.attempted(span, 0, null);
      case Failure failure ->
          StepSpans.attempted(span, failure.status(), failure.failure().name().toLowerCase(ROOT));
    }
  }

  /** A request that cannot even be written must give back what it took too. */
  private ChatModel.Attempt sent(BooleanSupplier mayLeave, TraceContext trace) {
    try {
      return errand.send(provider, this::show, providers.attemptTimeout(), trace, mayLeave);
    } catch (RuntimeException e) {
      LOG.error("a request could not be sent: {}", kv("provider", provider.name()), e);
      return ChatModel.Attempt.over(
          Failure.unanswered(ChatFailure.BAD_REQUEST, "the request could not be written"));
    }
  }

  private void judge(AttemptResult result) {
    switch (result) {
      case Success success -> over.tryComplete(success);
      case Failure failure -> failed(failure);
    }
  }

  private void failed(Failure failure) {
    if (stopped) {
      return;
    }
    var pause = providers.retry().pause(failure, attempts, patience.get());
    // Who has seen half an answer must be told that it is void: that is a new call's to do.
    if (shown || pause.isEmpty() || !provider.retries().tryTake()) {
      end(failure);
    } else {
      LOG.info("a call will be tried again: {} {} {} {} {} {}", keyValues(failure));
      provider.retried(failure);
      waits.begin(provider.name(), () -> reason(failure));
      later(pause.get().toMillis());
    }
  }

  private static Reason reason(Failure failure) {
    return switch (failure.failure()) {
      case RATE_LIMIT -> Reason.RATE_LIMIT;
      case BREAKER_OPEN -> Reason.BREAKER;
      default -> Reason.RETRY;
    };
  }

  /** A call that arrives is told at once; one that has begun waits for the breaker's probe. */
  private void breakerOpen() {
    var words = "model " + model() + " of provider " + provider.name() + " failed too often";
    var failure =
        Failure.unanswered(ChatFailure.BREAKER_OPEN, words + " and is not asked for a while");
    if (attempts == 1) {
      end(failure);
    } else {
      failed(failure);
    }
  }

  private void end(Failure failure) {
    if (!stopped) {
      LOG.warn("a call failed: {} {} {} {} {} {}", keyValues(failure));
      over.tryComplete(failure);
    }
  }

  /** It was let in and sends nothing. */
  private void unused(Slot slot) {
    slot.leave();
    provider.rate().correct(-asker.tokens());
  }

  private void later(long millis) {
    long timer = vertx.setTimer(Math.max(1, millis), _ -> enter());
    endStage = () -> vertx.cancelTimer(timer);
  }

  private void show(String text) {
    shown = true;
    onText.accept(text);
  }

  private Breaker breaker() {
    return provider.breakers().of(model());
  }

  private boolean mayCall() {
    return errand.mayBegin(providers);
  }

  /** The detail is the provider's and may quote a prompt: only our own words are logged. */
  private Object[] keyValues(Failure failure) {
    return new Object[] {
      errand.owner(),
      kv("provider", provider.name()),
      kv("model", model()),
      kv("attempt", attempts),
      kv("failure", failure.failure()),
      kv("detail", failure.status() == 0 ? failure.detail() : "HTTP " + failure.status())
    };
  }
}
