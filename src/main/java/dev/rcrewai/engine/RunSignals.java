package dev.rcrewai.engine;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.execution.EventData.InputReceived;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.Signal;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What others have said to one run, as the store keeps it. Lives on the run's context. */
final class RunSignals {
  private static final Logger LOG = LoggerFactory.getLogger(RunSignals.class);

  private final ExecutionStore store;
  private final ExecutionId id;
  private final Consumer<Signal> onSignal;

  /**
   * @param onSignal called with each signal, every time it is read; a second time changes nothing
   */
  RunSignals(ExecutionStore store, ExecutionId id, Consumer<Signal> onSignal) {
    this.store = store;
    this.id = id;
    this.onSignal = onSignal;
  }

  /** Reads all signals that came so far. */
  Future<Void> heed() {
    return store
        .signals(id)
        .onSuccess(signals -> signals.forEach(onSignal))
        .onFailure(cause ->
            LOG.warn("signals cannot be read: {} {}", kv("execution_id", id), cause.toString()))
        .mapEmpty();
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
