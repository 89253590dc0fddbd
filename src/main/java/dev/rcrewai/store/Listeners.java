package dev.rcrewai.store;

import dev.rcrewai.execution.Appended;
import dev.rcrewai.step.ExecutionId;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who wants to hear of durable appends, signals and queued executions. One that throws harms nobody
 * else.
 */
public final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private volatile Consumer<Appended> onAppended = appended -> {};
  private volatile Consumer<ExecutionId> onSignal = id -> {};
  private volatile Runnable onQueued = () -> {};

  public void onAppended(Consumer<Appended> listener) {
    onAppended = onAppended.andThen(listener);
  }

  public void onSignal(Consumer<ExecutionId> listener) {
    onSignal = onSignal.andThen(listener);
  }

  public void onQueued(Runnable listener) {
    var before = onQueued;
    onQueued =
        () -> {
          before.run();
          listener.run();
        };
  }

  public void appended(Appended appended) {
    tell(() -> onAppended.accept(appended));
  }

  public void signalled(ExecutionId id) {
    tell(() -> onSignal.accept(id));
  }

  public void queued() {
    tell(onQueued);
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.error("a listener of the store threw", e);
    }
  }
}
