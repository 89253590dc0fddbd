package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Appended;
import dev.rcrewai.step.ExecutionId;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to hear of durable appends and signals. One that throws harms nobody else. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private volatile Consumer<Appended> onAppended = appended -> {};
  private volatile Consumer<ExecutionId> onSignal = id -> {};

  void onAppended(Consumer<Appended> listener) {
    onAppended = onAppended.andThen(listener);
  }

  void onSignal(Consumer<ExecutionId> listener) {
    onSignal = onSignal.andThen(listener);
  }

  void appended(Appended appended) {
    tell(onAppended, appended);
  }

  void signalled(ExecutionId id) {
    tell(onSignal, id);
  }

  private static <T> void tell(Consumer<T> listener, T news) {
    try {
      listener.accept(news);
    } catch (RuntimeException e) {
      LOG.error("a listener of the store threw", e);
    }
  }
}
