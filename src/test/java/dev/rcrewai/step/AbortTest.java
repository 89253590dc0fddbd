package dev.rcrewai.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AbortTest {
  private static final ExecutionId ID = new ExecutionId("018f0000-0000-7000-8000-000000000001");
  private static final ExecutionId OTHER = new ExecutionId("018f0000-0000-7000-8000-000000000002");
  private static final StepPath RESEARCH = StepPath.task("research");

  @Test
  void covers_thePathItselfAndWhatLiesBelow() {
    var abort = new Abort(ID, RESEARCH);

    assertThat(abort.covers(ID, RESEARCH)).isTrue();
    assertThat(abort.covers(ID, RESEARCH.attempt(1).turn(1).chat())).isTrue();
  }

  @Test
  void covers_noSiblingWhoseNameBeginsAlike() {
    assertThat(new Abort(ID, RESEARCH).covers(ID, StepPath.task("research_more").started()))
        .isFalse();
    assertThat(new Abort(ID, RESEARCH.attempt(1)).covers(ID, RESEARCH.attempt(12))).isFalse();
  }

  @Test
  void covers_nothingOfAnotherExecution() {
    assertThat(new Abort(ID, RESEARCH).covers(OTHER, RESEARCH)).isFalse();
  }
}
