package dev.rcrewai.store;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.START;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.FaultProxy.Where;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accepting with a cut: there whole or not at all, and once however often it is asked for. */
interface CutAcceptRules extends StoreBehindProxy {

  private boolean stands(Draft draft, Optional<Acceptance> answer) {
    boolean stands = await(store().find(draft.id())).isPresent();
    answer.ifPresent(acceptance -> {
      assertThat(acceptance).isEqualTo(new Acceptance.Stored());
      assertThat(stands).isTrue();
    });
    if (stands) {
      assertSame(contiguousJournal(draft.id()), draft.events());
      assertThat(await(store().crew(draft.crewHash()))).contains(draft.crewJson());
    } else {
      assertThat(await(store().read(draft.id(), 0, 10))).isEmpty();
    }
    return stands;
  }

  @ParameterizedTest
  @EnumSource
  default void accept_cut_andSentAgainWithItsKey_isOneExecution(Where where) {
    everyCut(
        where,
        () -> {
          var caller = newCaller();
          var first = keyed(caller).crew("new", "hash of " + caller, "{\"of\":\"" + caller + "\"}");
          var again = keyed(caller).crew("new", first.crewHash(), first.crewJson());
          int depth = depth();
          return new Scene<>(
              () -> behind().accept(first.submission()),
              answer -> {
                var one = stands(first, answer) ? first.id() : again.id();
                assertThat(await(store().accept(again.submission())))
                    .isEqualTo(
                        one.equals(again.id())
                            ? new Acceptance.Stored()
                            : new Acceptance.Replayed(one));
                assertOpen(caller, 1);
                assertThat(depth()).isEqualTo(depth + 1);
                assertClaimableOnce(one);
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void accept_cut_withClaimer_holdsTheLeaseOrIsNotThere(Where where) {
    everyCut(
        where,
        () -> {
          var caller = newCaller();
          var draft = draft().caller(caller).claimer(NODE);
          int depth = depth();
          return new Scene<>(
              () -> behind().accept(draft.submission()),
              answer -> {
                if (!stands(draft, answer)) {
                  accept(draft); // as a node would that found nothing
                }
                assertThat(held(List.of(draft.id()))).containsExactly(Owner.of(draft).lease());
                assertOpen(caller, 1);
                assertThat(depth()).isEqualTo(depth);
                assertThat(await(store().append(Owner.of(draft).next(1))))
                    .isEqualTo(AppendResult.STORED);
              });
        });
  }

  private static Draft keyed(String caller) {
    return draft().caller(caller).key("k", "body", START.plus(Duration.ofHours(24)));
  }

  private void assertClaimableOnce(ExecutionId id) {
    assertThat(await(store().claim(NODE, id))).isPresent();
    assertThat(await(store().claim(OTHER, id))).isEmpty();
  }
}
