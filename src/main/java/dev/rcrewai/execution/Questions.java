package dev.rcrewai.execution;

import dev.rcrewai.execution.EventData.TimerFired;
import dev.rcrewai.step.Question;
import dev.rcrewai.step.StepPath;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people are asked, as the journal of an execution has it. Single-threaded. */
final class Questions {
  private final Map<StepPath, OpenQuestion> open = new LinkedHashMap<>();

  void asked(StepPath path, Question question, Instant at) {
    open.put(path, new OpenQuestion(path, question, at));
  }

  void answered(StepPath path) {
    open.remove(path);
  }

  void fired(TimerFired timer) {
    if (timer.timer().equals(TimerFired.EXPIRY)) {
      open.remove(timer.path());
    }
  }

  /** Nobody needs to know any more; nor what the crew of such a run asked. */
  void taskClosed(String task) {
    open.keySet().removeIf(path -> path.taskName().equals(task) || path.run().equals(task));
  }

  void clear() {
    open.clear();
  }

  List<OpenQuestion> all() {
    return List.copyOf(open.values());
  }

  @Nullable OpenQuestion find(StepPath path) {
    return open.get(path);
  }

  /** When the first of them expires. */
  Optional<Instant> nextExpiry() {
    return open.values().stream().map(OpenQuestion::expiresAt).min(Comparator.naturalOrder());
  }
}
