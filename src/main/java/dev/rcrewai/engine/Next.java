package dev.rcrewai.engine;

import dev.rcrewai.execution.EventData.TimerFired;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.StepPath;
import java.time.Instant;
import java.util.List;

/** What the engine says: what is missing now, or how it ended. */
public sealed interface Next {
  /**
   * Not ended. Empty steps mean that only a timer is waited for.
   *
   * @param steps every step that could run now, those in flight included
   * @param timers moments to be told of
   */
  record Missing(List<Step> steps, List<Timer> timers) implements Next {
    public Missing {
      steps = List.copyOf(steps);
      timers = List.copyOf(timers);
    }

    /** Whether nothing of it is to be started: only people, or moments, are waited for. */
    boolean isQuiet() {
      return steps.stream().allMatch(Step.AskStep.class::isInstance);
    }

    /** Whether nothing but people's answers can bring it on, and they still have time. */
    boolean isForPeople(Instant now) {
      return !steps.isEmpty()
          && isQuiet()
          && timers.stream()
              .allMatch(timer -> timer.name().equals(TimerFired.EXPIRY) && timer.at().isAfter(now));
    }
  }

  /**
   * Every task has a result.
   *
   * @param output the answer of the last task where completed; else why not
   */
  record Ended(Outcome outcome, String output) implements Next {}

  /** When {@code at} has come, {@code timer.fired {path, timer}} is to be recorded. */
  record Timer(StepPath path, String name, Instant at) {}
}
