package dev.rcrewai.engine;

import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.Outcome;

/** Builds the last event from what the journal says by then. */
interface Ending {
  EventData.Terminal last(ExecutionFold fold);

  /** With that outcome, and the answer, or else why not. */
  static Ending of(Outcome outcome, String output) {
    return fold ->
        outcome == Outcome.COMPLETED
            ? new EventData.ExecutionCompleted(output, fold.usage(), fold.costUsd())
            : new EventData.ExecutionFailed(outcome, output, fold.usage(), fold.costUsd());
  }

  static Ending cancelled(String by) {
    return fold -> new EventData.ExecutionCancelled(by, fold.usage(), fold.costUsd());
  }
}
