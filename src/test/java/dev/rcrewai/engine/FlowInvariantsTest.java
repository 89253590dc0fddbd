package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.EventData.TaskClosed;
import dev.rcrewai.execution.Inheritance;
import dev.rcrewai.execution.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random flows of random crews, a model that is a function of path and request, results in random
 * order, crashes anywhere. {@code -Drcrewai.drills=full} tries many more.
 */
class FlowInvariantsTest {
  private static final boolean FULL = "full".equals(System.getProperty("rcrewai.drills"));
  private static final int FLOWS = FULL ? 20_000 : 80;
  private static final int CRASHES = 3;

  @Test
  void run_anyFlowAnyOrderAnyCrash_sameEndSameRecordsNothingTwice() {
    var ends = new EnumMap<Outcome, Integer>(Outcome.class);
    for (int seed = 0; seed < FLOWS; seed++) {
      ends.merge(runEveryWay(seed), 1, Integer::sum);
    }
    assertThat(ends.keySet())
        .as("the flows end in every way they can: %s", ends)
        .contains(
            Outcome.COMPLETED,
            Outcome.MAX_ITERATIONS,
            Outcome.PROVIDER_ERROR,
            Outcome.DEADLINE_EXCEEDED,
            Outcome.OUTPUT_REJECTED,
            Outcome.TOOL_ERROR,
            Outcome.INPUT_EXPIRED);
  }

  private static Outcome runEveryWay(int seed) {
    var plan = RandomFlows.plan(seed);
    var model = RandomFlows.model(plan, seed);
    var random = new Random(seed);
    var one = ScriptedShell.fresh(plan, model, 1);
    var ended = one.run();

    var two = ScriptedShell.fresh(plan, model, seed + 2);
    assertThat(two.run()).as("order, flow %d", seed).isEqualTo(ended);
    assertThat(two.records()).as("records, flow %d", seed).isEqualTo(one.records());

    for (int i = 0; i < CRASHES; i++) {
      var before = two.events().subList(0, 1 + random.nextInt(two.journal().size()));
      var again = new ScriptedShell(plan, model, random.nextLong()).after(before);
      var known = again.records().keySet();
      assertThat(Engine.orphans(plan, again.recorded())).as("crash, flow %d", seed).isEmpty();
      assertThat(again.run()).as("crash, flow %d", seed).isEqualTo(ended);
      assertThat(again.records()).as("records, flow %d", seed).isEqualTo(one.records());
      assertThat(again.ran()).noneMatch(step -> known.contains(step.path()));
    }
    return ended.outcome();
  }

  @Test
  void run_closedTasksOnly_needsNothingBelowThem() {
    for (int seed = 0; seed < FLOWS / 3; seed++) {
      var plan = RandomFlows.plan(seed);
      var whole = ScriptedShell.fresh(plan, RandomFlows.model(plan, seed), seed);
      var ended = whole.run();
      List<EventData> rest =
          whole.events().stream()
              .filter(event -> event instanceof ExecutionAccepted || event instanceof TaskClosed)
              .toList();
      var again = new ScriptedShell(plan, RandomFlows.model(plan, seed), 5).after(rest);

      assertThat(again.run()).as("flow %d", seed).isEqualTo(ended);
      assertThat(again.ran()).as("flow %d", seed).isEmpty();
    }
  }

  @Test
  void retry_ofAnyFailedFlow_takesOverWhatWorkedAndRunsNoneOfItAgain() {
    int retried = 0;
    for (int seed = 0; seed < FLOWS; seed++) {
      var plan = RandomFlows.plan(seed);
      var first = ScriptedShell.fresh(plan, RandomFlows.model(plan, seed), seed);
      if (first.run().outcome() == Outcome.COMPLETED) {
        continue;
      }
      retried++;
      var second =
          ScriptedShell.fresh(plan, RandomCrews.healthyModel(seed), seed)
              .after(Inheritance.of(first.journal()));
      var known = second.records().keySet();
      assertThat(Engine.orphans(plan, second.recorded())).as("flow %d", seed).isEmpty();
      second.run();

      assertThat(second.ran()).as("flow %d", seed).noneMatch(step -> known.contains(step.path()));
    }
    assertThat(retried).isGreaterThan(FLOWS / 10);
  }
}
