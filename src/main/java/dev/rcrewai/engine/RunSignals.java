package dev.rcrewai.engine;

import dev.rcrewai.execution.EventData.InputReceived;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.Signal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What others have said to one run, as the store keeps it. Lives on the run's context. */
final class RunSignals {
  private static final Logger LOG = LoggerFactory.getLogger(RunSignals.class);
  private static final long PAUSE_MILLIS = 500;

  private final Context context;
  private final Supplier<Future<List<Signal>>> stored;
  private final BooleanSupplier isRunning;
  private final Consumer<Signal> onSignal;

  /**
   * @param stored reads all signals that came so far
   * @param onSignal called with each signal, every time it is read; a second time changes nothing
   */
  RunSignals(
      Context context,
      Supplier<Future<List<Signal>>> stored,
      BooleanSupplier isRunning,
      Consumer<Signal> onSignal) {
    this.context = context;
    this.stored = stored;
    this.isRunning = isRunning;
    this.onSignal = onSignal;
  }

  /**
   * Reads all signals that came so far. In the chain, not beside it: a handler beside it may be
   * overtaken by what follows, where the store answers while the chain is still being built.
   */
  Future<Void> heed() {
    return stored
        .get()
        .<Void>map(signals -> {
          signals.forEach(onSignal);
          return null;
        })
        .onFailure(cause -> LOG.warn("signals cannot be read: {}", cause.toString()));
  }

  /**
   * The same, again and again until the store answers: for who must not go on without. Fails once
   * the run is over.
   */
  Future<Void> heedAtLast() {
    return heed()
        .recover(cause ->
            isRunning.getAsBoolean()
                ? context
                    .owner()
                    .timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                    .compose(_ -> heedAtLast())
                : Future.failedFuture(cause));
  }

  /** What the answer is to that journal; null where its question is not open, or was not then. */
  static @Nullable InputReceived received(Signal.Input input, ExecutionFold journal) {
    var question = journal.question(input.path());
    if (question == null || !input.at().isBefore(question.expiresAt())) {
      return null;
    }
    var answer = input.answer();
    return new InputReceived(
        input.path(), answer.decision(), answer.text(), input.by(), input.at());
  }
}
