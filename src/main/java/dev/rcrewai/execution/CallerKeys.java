package dev.rcrewai.execution;

import dev.rcrewai.config.KeptKeys;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which callers pay for executions of this node: lent ones, in memory from the
 * acceptance until the execution leaves, and kept ones, which every node looks up by their names.
 * Thread-safe.
 */
public final class CallerKeys {
  private final Map<ExecutionId, ProviderKeys> lent = new ConcurrentHashMap<>();
  private final KeptKeys kept;

  public CallerKeys(KeptKeys kept) {
    this.kept = kept;
  }

  void lend(ExecutionId id, ProviderKeys keys) {
    if (!keys.providers().isEmpty()) {
      lent.put(id, keys);
    }
  }

  /** Those of that execution, or null where it needs some and this node does not have them. */
  public @Nullable ProviderKeys find(ExecutionAccepted accepted) {
    var own =
        accepted.callerKeys().isEmpty() ? ProviderKeys.NONE : lent.get(accepted.executionId());
    if (own == null || accepted.keyNames().isEmpty()) {
      return own;
    }
    var keys = new HashMap<>(own.ofCaller());
    for (var named : accepted.keyNames().entrySet()) {
      var key = kept.find(accepted.caller(), named.getValue());
      if (key.isEmpty()) {
        return null;
      }
      keys.put(named.getKey(), key.get());
    }
    return new ProviderKeys(keys);
  }

  /** A name among these under which nothing is kept for that caller. */
  Optional<String> unknown(ExecutionAccepted accepted) {
    return accepted.keyNames().values().stream()
        .sorted()
        .filter(name -> kept.find(accepted.caller(), name).isEmpty())
        .findFirst();
  }

  /** The execution has left this node. */
  void giveBack(ExecutionId id) {
    lent.remove(id);
  }
}
