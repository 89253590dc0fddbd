package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.all;
import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.failed;
import static dev.rcrewai.engine.Progress.needs;

import dev.rcrewai.engine.Progress.Interrupted;
import dev.rcrewai.engine.Step.RecallStep;
import dev.rcrewai.execution.EventData.ValueRecorded;
import dev.rcrewai.execution.EventData.ValueRecorded.Kind;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.StepPath;
import java.util.ArrayList;
import java.util.List;

/**
 * What an agent is reminded of before it begins: all that its crew has for it is asked for side by
 * side. A memory that fails is an empty one; the work is done without it. Without the documents
 * that it is to know nothing is begun: an answer that does not know them would be a wrong one.
 */
record Recall(Recorded recorded, Plan plan) {
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
    var crew = plan.crew().crew();
    if (crew.memory() != null) {
      var request =
          new RecallRequest.Memories(crew.memory(), plan.crew().embedder(), talk.subject());
      wanted.add(new RecallStep(path.memory(), talk.agent().name(), request));
    }
    var known = crew.knowledgeOf(talk.agent());
    if (!known.isEmpty() && !talk.subject().isBlank()) {
      var filled = known.stream().map(one -> one.filled(plan.inputs())).toList();
      var request = new RecallRequest.Documents(filled, plan.crew().embedder(), talk.subject());
      wanted.add(new RecallStep(path.knowledge(), talk.agent().name(), request));
    }
    return wanted;
  }

  private Progress<ValueRecorded> value(RecallStep step) {
    var value = recorded.value(step.path());
    return switch (value) {
      case null -> needs(step);
      case ValueRecorded found when found.kind() == Kind.KNOWLEDGE && found.failure() != null ->
          notKnown(step, found.failure());
      case ValueRecorded found -> done(found);
    };
  }

  private static Progress<ValueRecorded> notKnown(RecallStep step, String why) {
    var words = Details.notKnown(why);
    return switch (why) {
      case RecallResult.Failed.STOPPED -> failed(Outcome.DEADLINE_EXCEEDED, words);
      case RecallResult.Failed.UNPAID -> failed(Outcome.BUDGET_EXHAUSTED, words);
      default -> new Interrupted<>(step.path(), words);
    };
  }
}
