package dev.rcrewai.llm;

import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.step.Abort;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingCall;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.EmbeddingResult;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One embedding call from its arrival to its one answer. Stays on one context.
 *
 * <pre>
 *             ┌───── the next batch ◄────┐ its vectors are there
 *             ▼                          │
 *   start ─► ask, as often as worth it ──┴─► answer
 *   deadline or abort, from anywhere: answer, and end what is under way
 * </pre>
 */
final class EmbeddingRun {
  private final Vertx vertx;
  private final Providers providers;
  private final ChatBudgets budgets;
  private final EmbeddingCall call;
  private final Duration allowed;
  private final Queue<EmbeddingRequest> batches;
  private final List<Embedding> vectors = new ArrayList<>();
  private final Promise<EmbeddingResult> answer = Promise.promise();
  private final long startedNanos = System.nanoTime();
  private final WaitWatch waits;
  private Bill bill;
  private @Nullable ModelRun run;
  private long deadlineTimer = -1;

  /**
   * A run that has not begun.
   *
   * @param allowed until the call's deadline
   */
  EmbeddingRun(
      Vertx vertx, Providers providers, ChatBudgets budgets, EmbeddingCall call, Duration allowed) {
    this.vertx = vertx;
    this.providers = providers;
    this.budgets = budgets;
    this.call = call;
    this.allowed = allowed;
    this.waits = new WaitWatch(vertx, providers.metrics(), WaitWatch.NOBODY);
    this.batches = new ArrayDeque<>(call.request().batches(EmbeddingModel.BATCH_MAX));
    this.bill = nothing(call.request());
  }

  /** What a call costs that did not come to anything. */
  static Bill nothing(EmbeddingRequest request) {
    return new Bill(request.provider(), request.model(), Usage.NONE, BigDecimal.ZERO);
  }

  /** The answer; it never fails. */
  Future<EmbeddingResult> start() {
    var name = call.request().provider();
    var provider = providers.find(name, call.keys().find(name) != null);
    if (provider == null) {
      var words = "provider '" + name + "' is not configured; there are: ";
      fail(ChatFailure.BAD_REQUEST, words + providers.names());
    } else if (left().isPositive()) {
      deadlineTimer = vertx.setTimer(Math.max(1, left().toMillis()), _ -> deadlinePassed());
      next(provider);
    } else {
      deadlinePassed();
    }
    return answer.future();
  }

  boolean isCoveredBy(Abort abort) {
    return switch (call.owner()) {
      case EmbeddingCall.OfStep step -> abort.covers(step.execution(), step.path());
      case EmbeddingCall.OfCrew _ -> false;
    };
  }

  /** Answers {@code ABORTED} at once and resets a request in flight. */
  void abort() {
    stop("the call was cancelled");
  }

  private void deadlinePassed() {
    stop("the deadline passed before the provider answered");
  }

  private void next(Provider provider) {
    var batch = batches.poll();
    if (batch == null) {
      finish(new EmbeddingResult.Embedded(vectors, bill));
      return;
    }
    var errand = new EmbeddingErrand(call, batch);
    var purse = budgets.purse(provider, errand, providers.attemptTimeout());
    var asked = new ModelRun(vertx, providers, provider, purse, this::left, waits, _ -> {});
    run = asked;
    asked.start().onSuccess(result -> ended(provider, errand, asked, result));
  }

  private void ended(
      Provider provider, EmbeddingErrand errand, ModelRun asked, AttemptResult result) {
    run = null;
    switch (result) {
      case Success success -> {
        var answered = success.model().isEmpty() ? asked.model() : success.model();
        bill = provider.bill(asked.model(), answered, asked.spent()).and(bill);
        vectors.addAll(errand.vectors());
        next(provider);
      }
      case Failure failure -> {
        bill = asked.loss().and(bill);
        fail(failure.failure(), failure.detail());
      }
    }
  }

  private void stop(String why) {
    if (answer.future().isComplete()) {
      return;
    }
    var stopped = run;
    if (stopped != null) {
      bill = stopped.loss().and(bill);
    }
    fail(ChatFailure.ABORTED, why);
    if (stopped != null) {
      stopped.stop();
    }
  }

  private void fail(ChatFailure failure, String detail) {
    finish(new EmbeddingResult.Failed(failure, detail, bill));
  }

  private void finish(EmbeddingResult result) {
    vertx.cancelTimer(deadlineTimer);
    waits.end();
    answer.tryComplete(result);
  }

  private Duration left() {
    return allowed.minusNanos(System.nanoTime() - startedNanos);
  }
}
