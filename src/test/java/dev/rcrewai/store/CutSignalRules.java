package dev.rcrewai.store;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Signal;
import dev.rcrewai.execution.SignalResult;
import dev.rcrewai.execution.Status;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.FaultProxy.Where;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signals with a cut: left once, and what they wake is woken once. */
interface CutSignalRules extends StoreBehindProxy {
  Signal CANCEL = new Signal.Cancel("ann", "changed my mind", Draft.START);

  /** The answer is true, and whoever asks again has left it once. */
  private void leftOnce(ExecutionId id, Optional<SignalResult> answer) {
    boolean stands = !await(store().signals(id)).isEmpty();
    answer.ifPresent(result -> {
      assertThat(result).isEqualTo(SignalResult.STORED);
      assertThat(stands).isTrue();
    });
    assertThat(await(store().signal(id, CANCEL)))
        .isEqualTo(stands ? SignalResult.DUPLICATE : SignalResult.STORED);
    assertThat(await(store().signals(id))).containsExactly(CANCEL);
  }

  @ParameterizedTest
  @EnumSource
  default void signal_cut_toRunning_isLeftOnce_andTheNetShowsIt(Where where) {
    everyCut(
        where,
        () -> {
          var owner = running(draft().caller(newCaller()));
          var id = owner.summary().id();
          return new Scene<>(
              () -> behind().signal(id, CANCEL),
              answer -> {
                leftOnce(id, answer);
                assertThat(await(store().signalled(NODE))).contains(id);
                append(owner, owner.next(1));
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void signal_cut_toWaiting_queuesItOnce(Where where) {
    everyCut(
        where,
        () -> {
          var owner = running(draft().caller(newCaller()));
          append(owner, owner.park());
          var id = owner.summary().id();
          int depth = depth();
          return new Scene<>(
              () -> behind().signal(id, CANCEL),
              answer -> {
                leftOnce(id, answer);
                assertThat(found(id).status()).isEqualTo(Status.QUEUED);
                assertThat(depth()).isEqualTo(depth + 1);
                assertThat(await(store().claim(OTHER, id)).orElseThrow().epoch()).isEqualTo(2);
                assertThat(await(store().claim(NODE, id))).isEmpty();
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void signal_cut_toQueued_leavesItInTheQueueOnce(Where where) {
    everyCut(
        where,
        () -> {
          var id = accept(draft().caller(newCaller()));
          int depth = depth();
          return new Scene<>(
              () -> behind().signal(id, CANCEL),
              answer -> {
                leftOnce(id, answer);
                assertThat(depth()).isEqualTo(depth);
              });
        });
  }
}
