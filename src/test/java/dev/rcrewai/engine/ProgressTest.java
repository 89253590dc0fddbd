package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.all;
import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.failed;
import static dev.rcrewai.engine.Progress.needs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.engine.Next.Timer;
import dev.rcrewai.engine.Progress.Interrupted;
import dev.rcrewai.engine.Progress.Needs;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final StepPath X = StepPath.task("x");
  private static final Timer TIMER = new Timer(X, "tick", Instant.EPOCH);
  private static final Timer OTHER = new Timer(X, "tock", Instant.EPOCH);
  private static final Step STEP = new ToolStep(X, new ToolCall("1", "search", "{}"), false);

  @Test
  void all_partsDone_isTheirValuesInOrder() {
    assertThat(all(3, i -> done(i))).isEqualTo(done(List.of(0, 1, 2)));
  }

  @Test
  void all_somePartsMissing_waitsForAllOfThemEvenWhereOneHasFailed() {
    List<Progress<String>> parts =
        List.of(failed(Outcome.TOOL_ERROR, "a"), needs(STEP), done("b"), needs(TIMER));

    assertThat(all(4, parts::get)).isEqualTo(new Needs<>(List.of(STEP), List.of(TIMER)));
  }

  @Test
  void all_severalPartsFailed_failsWithTheFirst() {
    List<Progress<String>> parts =
        List.of(done("a"), new Interrupted<>(X, "b"), failed(Outcome.TOOL_ERROR, "c"));

    assertThat(all(3, parts::get)).isEqualTo(new Interrupted<>(X, "b"));
  }

  @Test
  void within_onlyWhileWaiting() {
    assertThat(needs(STEP).within(TIMER)).isEqualTo(new Needs<>(List.of(STEP), List.of(TIMER)));
    assertThat(needs(OTHER).within(TIMER)).isEqualTo(new Needs<>(List.of(), List.of(OTHER, TIMER)));
    assertThat(done("a").within(TIMER)).isEqualTo(done("a"));
    assertThat(failed(Outcome.TOOL_ERROR, "b").within(TIMER))
        .isEqualTo(failed(Outcome.TOOL_ERROR, "b"));
  }

  @Test
  void then_ofWhatIsOpen_staysOpen() {
    assertThat(done(1).then(one -> done(one + 1))).isEqualTo(done(2));
    assertThat(Progress.<Integer>needs(STEP).then(one -> done(one + 1))).isEqualTo(needs(STEP));
  }
}
