package dev.rcrewai.execution;

import dev.rcrewai.step.StepPath;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The chats of an execution that wait, as its journal has it. Single-threaded. */
final class Waits {
  private final Map<StepPath, WaitingFor> byPath = new LinkedHashMap<>();

  void apply(EventData.Wait wait, Instant at) {
    switch (wait) {
      case EventData.ChatWaiting(var path, _, var provider, var why) ->
          byPath.put(path, new WaitingFor(path, why, provider, at));
      case EventData.ChatResumed(var path, _) -> over(path);
    }
  }

  void over(StepPath path) {
    byPath.remove(path);
  }

  /** The execution stands somewhere else; what waited there does not wait any more. */
  void clear() {
    byPath.clear();
  }

  List<WaitingFor> all() {
    return List.copyOf(byPath.values());
  }
}
