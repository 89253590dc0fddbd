package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.all;
import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.needs;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.engine.Step.RecallStep;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.StepPath;
import java.util.ArrayList;
import java.util.List;

/**
 * What an agent is reminded of before it begins: all that its crew has for it is asked for side by
 * side. A memory that fails is an empty one; the work is done without it.
 */
record Recall(Recorded recorded, Crew crew) {
  /** Done once the conversation has all of it. */
  Progress<Boolean> remind(Conversation talk, StepPath path) {
    var wanted = wanted(talk, path);
    return all(wanted.size(), i -> value(wanted.get(i)))
        .then(values -> {
          talk.remind(
              values.stream()
                  .filter(value -> !value.passages().isEmpty())
                  .map(value -> new Reminder(value.kind(), value.passages()))
                  .toList());
          return done(true);
        });
  }

  private List<RecallStep> wanted(Conversation talk, StepPath path) {
    var wanted = new ArrayList<RecallStep>();
    if (crew.memory() != null) {
      var request = new RecallRequest.Memories(crew.memory(), talk.subject());
      wanted.add(new RecallStep(path.memory(), talk.agent().name(), request));
    }
    return wanted;
  }

  private Progress<ValueRecorded> value(RecallStep step) {
    var value = recorded.value(step.path());
    return value == null ? needs(step) : done(value);
  }
}
