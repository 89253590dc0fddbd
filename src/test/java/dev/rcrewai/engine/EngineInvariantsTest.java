package dev.rcrewai.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.EventData.Note;
import dev.rcrewai.execution.EventData.TaskClosed;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every crew, whatever its models do. The shell asserts more at every step. */
class EngineInvariantsTest {
  private static final int ORDERS = 100;
  private static final int CRASHED_ORDERS = 10;

  @ParameterizedTest
  @MethodSource("dev.rcrewai.engine.Scenario#all")
  void run_anyCrew_takesTheStepsItShouldAndEndsAsItShould(Scenario scenario) {
    var shell = scenario.shell(1);

    var ended = shell.run();

    assertThat(ended.outcome()).isEqualTo(scenario.outcome());
    assertThat(shell.chats()).hasSize(scenario.chats());
    assertThat(shell.tools()).hasSize(scenario.tools());
  }

  @ParameterizedTest
  @MethodSource("dev.rcrewai.engine.Scenario#all")
  void run_resultsInAnyOrder_samePathsSameRecordsSameEnd(Scenario scenario) {
    var one = scenario.shell(1);
    var ended = one.run();

    for (int seed = 2; seed <= ORDERS; seed++) {
      var other = scenario.shell(seed);
      assertThat(other.run()).isEqualTo(ended);
      assertThat(new HashSet<>(other.ran())).isEqualTo(new HashSet<>(one.ran()));
      assertThat(other.records()).isEqualTo(one.records());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.rcrewai.engine.Scenario#all")
  void run_crashAfterAnyEvent_sameEndAndNothingTwice(Scenario scenario) {
    for (int seed = 1; seed <= CRASHED_ORDERS; seed++) {
      var whole = scenario.shell(seed);
      var ended = whole.run();

      for (int crash = 1; crash <= whole.journal().size(); crash++) {
        var before = whole.events().subList(0, crash);
        var again = new ScriptedShell(scenario.plan(), scenario.script(), seed + 77).after(before);
        var recordedBefore = again.records().keySet();
        assertThat(again.run()).isEqualTo(ended);
        assertThat(again.records()).isEqualTo(whole.records());
        assertThat(again.ran()).noneMatch(step -> recordedBefore.contains(step.path()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.rcrewai.engine.Scenario#all")
  void run_notesLost_concludesTheSameAndRunsNothing(Scenario scenario) {
    assertNothingRuns(scenario, event -> !(event instanceof Note));
  }

  @ParameterizedTest
  @MethodSource("dev.rcrewai.engine.Scenario#all")
  void run_closedTasksOnly_needsNothingBelowThem(Scenario scenario) {
    assertNothingRuns(scenario, TaskClosed.class::isInstance);
  }

  /** What they taught may not be kept in mind yet. */
  private static void assertNothingRuns(Scenario scenario, Predicate<EventData> kept) {
    var whole = scenario.shell(5);
    var ended = whole.run();
    List<EventData> rest =
        whole.events().stream()
            .filter(event -> event instanceof ExecutionAccepted || kept.test(event))
            .toList();
    var again = new ScriptedShell(scenario.plan(), scenario.script(), 5).after(rest);

    assertThat(again.run()).isEqualTo(ended);
    assertThat(again.ran()).allMatch(step -> step.path().rememberedTask() != null);
  }
}
