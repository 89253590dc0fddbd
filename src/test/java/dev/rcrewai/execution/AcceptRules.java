package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Draft.START;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
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
  default void acceptAll_isOneWrite_andTheyAreQueuedInOrder() {
    var all = drafts(20, 100, 100);

    assertThat(await(store().acceptAll(all))).isEqualTo(new Acceptance.Stored());

    assertThat(await(store().claim(NODE, 100)))
        .extracting(Lease::execution)
        .containsExactlyElementsOf(all.stream().map(Submission::id).toList());
    assertThat(await(store().read(all.getLast().id(), 0, 10))).isEqualTo(all.getLast().events());
  }

  @Test
  default void acceptAll_withoutRoomForAll_storesNone() {
    accept(draft().caller("bob"));

    var full = drafts(3, 3, 100);
    assertThat(await(store().acceptAll(full))).isEqualTo(new Acceptance.QueueFull(1));
    running(draft().caller("ann"));
    var many = drafts(3, 100, 3);
    assertThat(await(store().acceptAll(many))).isEqualTo(new Acceptance.CallerFull(1));

    assertThat(full).allSatisfy(one -> assertThat(await(store().find(one.id()))).isEmpty());
    assertThat(many).allSatisfy(one -> assertThat(await(store().find(one.id()))).isEmpty());
    assertThat(await(store().acceptAll(drafts(3, 4, 4)))).isEqualTo(new Acceptance.Stored());
  }

  @Test
  default void acceptAll_withAnIdThatIsTaken_storesNone() {
    var taken = draft().caller("ann");
    accept(taken);
    var all = new ArrayList<>(drafts(3, 100, 100));
    all.add(taken.submission());

    assertThatThrownBy(() -> await(store().acceptAll(all)));

    assertThat(all.subList(0, 3))
        .allSatisfy(one -> assertThat(await(store().find(one.id()))).isEmpty());
    assertThat(await(store().queue()).depth()).isEqualTo(1);
    accept(draft().caller("ann").limits(2, 2));
  }

  @Test
  default void acceptAll_again_answersWithTheFirstOfThem() {
    var keptUntil = START.plusSeconds(60);
    var first = draft().caller("ann").key("k", "body", keptUntil);
    var all = List.of(first.submission(), draft().caller("ann").submission());
    await(store().acceptAll(all));
    var again =
        List.of(
            draft().caller("ann").key("k", "body", keptUntil).submission(),
            draft().caller("ann").submission());
    var other = List.of(draft().caller("ann").key("k", "other", keptUntil).submission());

    assertThat(await(store().acceptAll(again))).isEqualTo(new Acceptance.Replayed(first.id()));
    assertThat(await(store().acceptAll(other))).isEqualTo(new Acceptance.KeyReused(first.id()));
    assertThat(await(store().queue()).depth()).isEqualTo(2);
  }

  private static List<Submission> drafts(int count, int queuedMax, int openMax) {
    return IntStream.range(0, count)
        .mapToObj(i -> draft().caller("ann").limits(queuedMax, openMax).submission())
        .toList();
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
