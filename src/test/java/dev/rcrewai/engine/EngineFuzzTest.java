package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ToolCompleted;
import dev.rcrewai.execution.Inheritance;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.StepPath;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random crews, a model that is a function of path and request, results in random order, crashes
 * anywhere. {@code -Drcrewai.drills=full} tries many more.
 */
class EngineFuzzTest {
  private static final boolean FULL = "full".equals(System.getProperty("rcrewai.drills"));
  private static final int CREWS = FULL ? 100_000 : 800;
  private static final int CRASHES = 2;

  @Test
  void run_anyCrewAnyOrderAnyCrash_sameEndSameRecordsNothingTwice() {
    var ends = new EnumMap<Outcome, Integer>(Outcome.class);
    for (int seed = 0; seed < CREWS; seed++) {
      ends.merge(runEveryWay(seed), 1, Integer::sum);
    }
    assertThat(ends.keySet())
        .as("the crews end in every way they can: %s", ends)
        .contains(
            Outcome.COMPLETED,
            Outcome.MAX_ITERATIONS,
            Outcome.NO_PROGRESS,
            Outcome.PROVIDER_ERROR,
            Outcome.DEADLINE_EXCEEDED,
            Outcome.OUTPUT_REJECTED,
            Outcome.TOOL_ERROR,
            Outcome.INPUT_REJECTED,
            Outcome.INPUT_EXPIRED);
  }

  private static Outcome runEveryWay(int seed) {
    var plan = RandomCrews.plan(seed);
    var model = RandomCrews.model(plan, seed);
    var random = new Random(seed);
    var one = ScriptedShell.fresh(plan, model, 1);
    var ended = one.run();

    var two = ScriptedShell.fresh(plan, model, seed + 2);
    assertThat(two.run()).as("order, crew %d", seed).isEqualTo(ended);
    assertThat(two.records()).as("records, crew %d", seed).isEqualTo(one.records());

    for (int i = 0; i < CRASHES; i++) {
      var before = two.events().subList(0, 1 + random.nextInt(two.journal().size()));
      var again = new ScriptedShell(plan, model, random.nextLong()).after(before);
      var known = again.records().keySet();
      assertThat(Engine.orphans(plan, again.recorded())).as("crash, crew %d", seed).isEmpty();
      assertThat(again.run()).as("crash, crew %d", seed).isEqualTo(ended);
      assertThat(again.records()).as("records, crew %d", seed).isEqualTo(one.records());
      assertThat(again.ran()).noneMatch(step -> known.contains(step.path()));
    }
    return ended.outcome();
  }

  @Test
  void retry_ofAnyFailedCrew_takesOverWhatWorkedAndRunsNoneOfItAgain() {
    int retried = 0;
    for (int seed = 0; seed < CREWS; seed++) {
      var plan = RandomCrews.plan(seed);
      var first = ScriptedShell.fresh(plan, RandomCrews.model(plan, seed), seed);
      if (first.run().outcome() == Outcome.COMPLETED) {
        continue;
      }
      retried++;
      var inherited = Inheritance.of(first.journal());
      var second = ScriptedShell.fresh(plan, RandomCrews.healthyModel(seed), seed).after(inherited);
      var known = second.records().keySet();
      assertThat(Engine.orphans(plan, second.recorded())).as("crew %d", seed).isEmpty();
      assertThat(second.run().outcome())
          .as("crew %d", seed)
          .isNotIn(Outcome.DEADLINE_EXCEEDED, Outcome.BUDGET_EXHAUSTED);

      assertThat(second.ran()).as("crew %d", seed).noneMatch(step -> known.contains(step.path()));
      assertThat(known).as("crew %d", seed).containsAll(toolsOfTasksThatGoOn(first));
    }
    assertThat(retried).isGreaterThan(CREWS / 10);
  }

  /** The tools that worked, for all tasks but those that would only fail the same way again. */
  private static List<StepPath> toolsOfTasksThatGoOn(ScriptedShell shell) {
    var anew =
        shell.events().stream()
            .filter(event ->
                event instanceof EventData.TaskFailed failed && !failed.outcome().retryable())
            .map(event -> ((EventData.TaskFailed) event).task())
            .collect(Collectors.toSet());
    return shell.events().stream()
        .filter(ToolCompleted.class::isInstance)
        .map(event -> ((ToolCompleted) event).path())
        .filter(path -> !anew.contains(path.taskName()))
        .toList();
  }
}
