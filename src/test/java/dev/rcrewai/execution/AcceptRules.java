package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Draft.START;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Accepting: whole or not at all, within the limits, each crew once. */
public interface AcceptRules extends StoreUnderTest {

  @Test
  default void accept_forTheQueue_isFoundReadAndQueued() {
    var draft = draft().requestId("r-1");

    var answer = await(store().accept(draft.submission()));

    assertThat(answer).isEqualTo(new Acceptance.Stored());
    assertThat(found(draft.id())).isEqualTo(draft.summary());
    assertThat(await(store().read(draft.id(), 0, 10))).isEqualTo(draft.events());
    assertThat(await(store().queue())).isEqualTo(new QueueState(1, draft.createdAt(), 0));
  }

  @Test
  default void accept_withClaimer_isRunningWithEpoch1() {
    var owner = running();

    assertThat(found(owner.summary().id())).isEqualTo(owner.summary());
    assertThat(await(store().queue()).depth()).isZero();
    assertThat(await(store().claim(OTHER, 10))).isEmpty();
    assertThat(await(store().append(owner.next(1)))).isEqualTo(AppendResult.STORED);
  }

  @Test
  default void accept_sameIdTwice_failsAndKeepsTheFirst() {
    var first = draft();
    accept(first);
    var second = first.caller("bob");

    assertThatThrownBy(() -> await(store().accept(second.submission())));

    assertThat(found(first.id())).isEqualTo(first.summary());
    assertThat(await(store().read(first.id(), 0, 10))).hasSize(1);
    assertThat(await(store().queue()).depth()).isEqualTo(1);
  }

  @Test
  default void accept_fullQueue_isRefusedAndWritesNothing() {
    queued();
    var second = draft().crew("new", "new-hash", "{}").key("k", "body", START).limits(1, 100);

    var answer = await(store().accept(second.submission()));

    assertThat(answer).isEqualTo(new Acceptance.QueueFull(1));
    assertThat(await(store().find(second.id()))).isEmpty();
    assertThat(await(store().read(second.id(), 0, 10))).isEmpty();
    assertThat(await(store().crew("new-hash"))).isEmpty();
    assertThat(await(store().accept(second.limits(2, 100).submission())))
        .isEqualTo(new Acceptance.Stored());
  }

  @Test
  default void accept_withClaimer_needsNoPlaceInTheQueue() {
    queued();

    accept(draft().claimer(NODE).limits(1, 100));
  }

  @Test
  default void accept_callerAtItsLimit_isRefusedWhileOthersAreNot() {
    running(draft().caller("ann"));
    accept(draft().caller("ann"));

    var answer = await(store().accept(draft().caller("ann").limits(100, 2).submission()));

    assertThat(answer).isEqualTo(new Acceptance.CallerFull(2));
    accept(draft().caller("bob").limits(100, 2));
  }

  @Test
  default void accept_afterOneOfTheCallerEnded_hasRoomAgain() {
    var owner = running(draft().caller("ann"));
    append(owner, owner.complete());

    accept(draft().caller("ann").limits(100, 1));
  }

  @Test
  default void accept_waitingExecution_countsAsOpen() {
    var owner = running(draft().caller("ann"));
    append(owner, owner.park());

    assertThat(await(store().accept(draft().caller("ann").limits(100, 1).submission())))
        .isEqualTo(new Acceptance.CallerFull(1));
  }

  @Test
  default void accept_limitsAfterReopen_countWhatWasThere() {
    accept(draft().caller("ann"));

    reopen();

    assertThat(await(store().accept(draft().caller("ann").limits(100, 1).submission())))
        .isEqualTo(new Acceptance.CallerFull(1));
    assertThat(await(store().accept(draft().caller("bob").limits(1, 100).submission())))
        .isEqualTo(new Acceptance.QueueFull(1));
  }

  @Test
  default void accept_manyAtOnce_neverExceedsTheLimit() {
    var answers =
        awaitAll(
            IntStream.range(0, 60)
                .mapToObj(i -> store().accept(draft().limits(1000, 25).submission()))
                .toList());

    assertThat(answers).filteredOn(Acceptance.Stored.class::isInstance).hasSize(25);
    assertThat(answers).filteredOn(Acceptance.CallerFull.class::isInstance).hasSize(35);
    assertThat(await(store().queue()).depth()).isEqualTo(25);
  }

  @Test
  default void crew_ofAcceptedExecution_isKeptOnce() {
    accept(draft().crew("support", "hash-2", "{\"crew\":2}"));
    accept(draft().crew("support", "hash-2", "{\"crew\":\"never written\"}"));

    reopen();
    accept(draft().crew("support", "hash-2", "{\"crew\":\"never written\"}"));

    assertThat(await(store().crew("hash-2"))).contains("{\"crew\":2}");
    assertThat(await(store().crew("unknown"))).isEmpty();
  }
}
