package dev.rcrewai.cli;

import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.crew.AgentModel;
import dev.rcrewai.crew.Guardrail;
import dev.rcrewai.crew.OutputChecks;
import dev.rcrewai.crew.Placeholders;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.AnswerChecks;
import dev.rcrewai.trial.Score;
import dev.rcrewai.trial.TaskEnds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** By what the answers of a run are scored. */
sealed interface Scoring {
  /** The criteria of a judge who is given none. */
  String USUAL = "Is it right, is it complete, and is it what was expected?";

  /** The scores of a run's tasks. */
  Map<String, Score> of(LocalNode.Ran ran) throws Exception;

  /** Who scores, for people. */
  String words();

  /** The crew's own schemas, guardrails and reviews. */
  record Own() implements Scoring {
    @Override
    public Map<String, Score> of(LocalNode.Ran ran) throws Exception {
      var ends = new TaskEnds(ran.crew(), ran.journal());
      return ends.scores((task, _) -> Optional.of(ends.byOwnChecks(task)));
    }

    @Override
    public String words() {
      return "the crew's own checks";
    }
  }

  /**
   * A model that reads each answer.
   *
   * @param model who judges; null for the server's
   */
  record Judged(HelperCrew judge, @Nullable AgentModel model) implements Scoring {
    @Override
    public Map<String, Score> of(LocalNode.Ran ran) throws Exception {
      return new TaskEnds(ran.crew(), ran.journal())
          .scores(
              (task, answer) -> Optional.of(Scoring.judge(judge, model, ran, task, answer, USUAL)));
    }

    @Override
    public String words() {
      return "a judge" + (model == null ? "" : " (" + model.model() + ")");
    }
  }

  /**
   * The checks of a file. Each counts alike; those in words are judged.
   *
   * @param checks by task
   */
  record Declared(Map<String, Checks> checks, HelperCrew judge) implements Scoring {
    /** What one task's answers are held to. */
    record Checks(AnswerChecks plain, List<Guardrail.Judge> judges) {}

    /**
     * Compiles them.
     *
     * @throws IllegalArgumentException where one names a model that is not there
     */
    static Declared of(Map<String, OutputChecks> checks, HelperCrew judge, LlmSettings llm) {
      var compiled = new HashMap<String, Checks>();
      checks.forEach((task, held) -> {
        var judges =
            held.judges().stream()
                .map(one -> {
                  var own = one.llm();
                  return own == null
                      ? one
                      : new Guardrail.Judge(one.criteria(), NamedModel.of(own, llm));
                })
                .toList();
        compiled.put(task, new Checks(AnswerChecks.of(held), judges));
      });
      return new Declared(compiled, judge);
    }

    @Override
    public Map<String, Score> of(LocalNode.Ran ran) throws Exception {
      return new TaskEnds(ran.crew(), ran.journal())
          .scores((task, answer) -> score(ran, task, answer));
    }

    private Optional<Score> score(LocalNode.Ran ran, Task task, String answer) throws Exception {
      var held = checks.get(task.name());
      if (held == null) {
        return Optional.empty();
      }
      var parts = new ArrayList<Score>();
      held.plain().faults(answer).forEach(fault -> parts.add(Score.of(fault)));
      for (var one : held.judges()) {
        var criteria = Placeholders.fill(one.criteria(), ran.execution().accepted().inputs());
        parts.add(Scoring.judge(judge, one.llm(), ran, task, answer, criteria));
      }
      return Optional.of(Score.of(parts));
    }

    @Override
    public String words() {
      return "the checks of the file";
    }
  }

  private static Score judge(
      HelperCrew judge,
      @Nullable AgentModel model,
      LocalNode.Ran ran,
      Task task,
      String answer,
      String criteria)
      throws Exception {
    var inputs = ran.execution().accepted().inputs();
    var verdict =
        judge.ask(
            model,
            Map.of(
                "task", HelperCrew.quoted(Placeholders.fill(task.description(), inputs)),
                "expected", HelperCrew.quoted(Placeholders.fill(task.expectedOutput(), inputs)),
                "criteria", criteria,
                "answer", HelperCrew.quoted(answer)));
    return new Score(verdict.path("score").asInt(), verdict.path("reason").asText());
  }
}
