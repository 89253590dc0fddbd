package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that callers lent to executions of this node, from their acceptance until they leave it.
 * Thread-safe.
 */
public final class LentKeys {
  private final Map<ExecutionId, ProviderKeys> byExecution = new ConcurrentHashMap<>();

  void lend(ExecutionId id, ProviderKeys keys) {
    if (!keys.providers().isEmpty()) {
      byExecution.put(id, keys);
    }
  }

  /** Those of that execution, or null where it needs some and this node does not have them. */
  public @Nullable ProviderKeys find(EventData.ExecutionAccepted accepted) {
    return accepted.callerKeys().isEmpty()
        ? ProviderKeys.NONE
        : byExecution.get(accepted.executionId());
  }

  /** The execution has left this node. */
  void giveBack(ExecutionId id) {
    byExecution.remove(id);
  }
}
