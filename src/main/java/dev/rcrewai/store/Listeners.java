package dev.rcrewai.store;

import dev.rcrewai.execution.Appended;
import dev.rcrewai.step.ExecutionId;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who wants to hear of durable appends, signals, queued executions and due deliveries. One that
 * throws harms nobody else.
 */
public final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private volatile Consumer<Appended> onAppended = appended -> {};
  private volatile Consumer<ExecutionId> onSignal = id -> {};
  private volatile Runnable onQueued = () -> {};
  private volatile Runnable onDue = () -> {};

  public void onAppended(Consumer<Appended> listener) {
    onAppended = onAppended.andThen(listener);
  }

  public void onSignal(Consumer<ExecutionId> listener) {
    onSignal = onSignal.andThen(listener);
  }

  public void onQueued(Runnable listener) {
    onQueued = both(onQueued, listener);
  }

  public void onDue(Runnable listener) {
    onDue = both(onDue, listener);
  }

  private static Runnable both(Runnable first, Runnable second) {
    return () -> {
      first.run();
      second.run();
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

  public void due() {
    tell(onDue);
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.error("a listener of the store threw", e);
    }
  }
}
