package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.failed;
import static dev.rcrewai.engine.Progress.needs;

import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.JudgeLoop.Ruling;
import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.execution.EventData.OutputRejected;
import dev.rcrewai.execution.EventData.OutputRejected.Check;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.StepPath;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an attempt's answer. It passes one after the other, the cheapest first:
 *
 * <pre>
 *   schema → rules → judge → judge … → a person
 *      └────────┴───────┴─── does not accept it: rejected, with the reason
 * </pre>
 */
record Review(Plan plan, Task task, Recorded recorded, Desk desk, JudgeLoop judges) {
  Review(Plan plan, Task task, Recorded recorded, Desk desk, AgentLoop agents) {
    this(plan, task, recorded, desk, new JudgeLoop(plan, task, agents));
  }

  /** What became of it. */
  sealed interface Verdict {
    /** The task's answer; of one with a schema, the JSON alone. */
    record Accepted(String answer) implements Verdict {}

    /**
     * It is to be changed.
     *
     * @param by null where a person wants it
     */
    record Rejected(Answered answer, String feedback, @Nullable Check by) implements Verdict {}

    /** A judge could not be heard; the answer stands until one is. */
    record Unjudged(Answered answer, StepPath chat, String why) implements Verdict {}
  }

  Progress<Verdict> of(Answered answer, StepPath attempt) {
    var noted = recorded.rejection(attempt.rejected());
    if (noted != null && (noted.by() == Check.SCHEMA || noted.by() == Check.GUARDRAIL)) {
      return done(new Verdict.Rejected(answer, noted.reason(), noted.by()));
    }
    var text = answer.text();
    var checks = plan.compiled().task(task.name());
    var schema = checks.schema();
    if (schema != null) {
      switch (schema.read(text)) {
        case AnswerSchema.Unfit(var why) -> {
          return reject(answer, Details.unfit(why), Check.SCHEMA, attempt);
        }
        case AnswerSchema.Fits(var json) -> text = json;
      }
    }
    var faults = new ArrayList<String>();
    for (var rules : checks.rules()) {
      faults.addAll(rules.faults(text));
    }
    return faults.isEmpty()
        ? judged(answer, text, attempt)
        : reject(answer, String.join("; ", faults), Check.GUARDRAIL, attempt);
  }

  private Progress<Verdict> judged(Answered answer, String text, StepPath attempt) {
    var all = plan.compiled().task(task.name()).judges();
    for (int i = 0; i < all.size(); i++) {
      switch (judges.judge(i, all.get(i), text, attempt.judge(i))) {
        case Progress.Open<Ruling> open -> {
          return open.as();
        }
        case Progress.Done(Ruling.Unheard(var chat, var why)) -> {
          return done(new Verdict.Unjudged(answer, chat, why));
        }
        case Progress.Done(Ruling.Rejects(var reason)) -> {
          return reject(answer, reason, Check.JUDGE, attempt);
        }
        case Progress.Done(Ruling.Accepts _) -> {} // the next one is asked
      }
    }
    return byPeople(answer, text, attempt);
  }

  private Progress<Verdict> byPeople(Answered answer, String text, StepPath attempt) {
    var human = task.humanInput();
    if (human == null || human.review() == null) {
      return done(new Verdict.Accepted(text));
    }
    var words = human.review();
    return desk.ask(attempt.review(), () -> new Inquiry(plan, task).review(words, text))
        .then(said ->
            switch (said.decision()) {
              case APPROVED -> done(new Verdict.Accepted(text));
              case REVISE -> reject(answer, said.text(), null, attempt);
              case REJECTED, ANSWERED ->
                  failed(Outcome.INPUT_REJECTED, Details.refused("its answer", said));
            });
  }

  private Progress<Verdict> reject(
      Answered answer, String feedback, @Nullable Check by, StepPath attempt) {
    return recorded.isRecorded(attempt.rejected())
        ? done(new Verdict.Rejected(answer, feedback, by))
        : needs(new NoteStep(new OutputRejected(attempt.rejected(), feedback, by)));
  }
}
