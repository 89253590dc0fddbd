package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Who wants to hear of which execution on this node. Hands durable events over to each watcher on
 * its own context. Thread-safe.
 */
public final class Watchers {
  private final Map<ExecutionId, List<Watcher>> byExecution = new ConcurrentHashMap<>();

  /** How a watcher looks at an execution. */
  public enum Interest {
    /** The end is what matters. */
    EVENTS,
    /** Somebody reads along, answers as they are written included. */
    LIVE
  }

  /** One watcher; close it when it has seen enough. */
  public final class Watcher {
    private final ExecutionId execution;
    private final Interest interest;
    private final Context context;
    private final Consumer<Appended> handler;

    private Watcher(
        ExecutionId execution, Interest interest, Context context, Consumer<Appended> handler) {
      this.execution = execution;
      this.interest = interest;
      this.context = context;
      this.handler = handler;
    }

    /** Hears nothing more. */
    public void close() {
      byExecution.computeIfPresent(
          execution,
          (_, watchers) -> {
            watchers.remove(this);
            return watchers.isEmpty() ? null : watchers;
          });
    }
  }

  /** Calls the handler on the context with all durable news of this execution from now on. */
  public Watcher watch(
      ExecutionId execution, Interest interest, Context context, Consumer<Appended> handler) {
    var watcher = new Watcher(execution, interest, context, handler);
    byExecution.compute(
        execution,
        (_, watchers) -> {
          var all = watchers == null ? new CopyOnWriteArrayList<Watcher>() : watchers;
          all.add(watcher);
          return all;
        });
    return watcher;
  }

  /** The executions that somebody watches. */
  Set<ExecutionId> watched() {
    return Set.copyOf(byExecution.keySet());
  }

  /** Whether somebody reads along, so that answers are worth streaming. */
  public boolean isLive(ExecutionId execution) {
    return byExecution.getOrDefault(execution, List.of()).stream()
        .anyMatch(watcher -> watcher.interest == Interest.LIVE);
  }

  /** The store's word; called on its thread. */
  public void appended(Appended appended) {
    for (var watcher : byExecution.getOrDefault(appended.execution(), List.of())) {
      watcher.context.runOnContext(_ -> watcher.handler.accept(appended));
    }
  }
}
