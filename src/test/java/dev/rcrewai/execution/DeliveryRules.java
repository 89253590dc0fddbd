package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Delivery.Claim;
import dev.rcrewai.execution.Delivery.Retry;
import dev.rcrewai.execution.Delivery.State;
import dev.rcrewai.execution.DeliveryStore.Claimed;
import dev.rcrewai.step.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How far webhooks have been told: what is due, who may tell it, and what a late word changes. */
public interface DeliveryRules extends StoreUnderTest {
  String CHAT = "chat.started";
  String END = "execution.failed";
  Duration LEASE = Duration.ofSeconds(30);

  /** After every event of these rules. */
  Instant NOW = Draft.START.plus(Duration.ofDays(1));

  private DeliveryStore deliveries() {
    return store().deliveries();
  }

  private List<Claim> claims(Instant now) {
    return await(deliveries().claim(now, now.plus(LEASE), 100));
  }

  private Claim claim(ExecutionId id, Instant now) {
    return claims(now).stream().filter(c -> c.execution().equals(id)).findFirst().orElseThrow();
  }

  private boolean isDue(ExecutionId id, Instant now) {
    return claims(now).stream().anyMatch(claim -> claim.execution().equals(id));
  }

  private Delivery delivery(ExecutionId id) {
    return await(deliveries().find(id)).orElseThrow();
  }

  /** An execution with one event for its webhook. */
  private Owner told() {
    var owner = running(draft().webhook(CHAT, END));
    return append(owner, owner.next(1));
  }

  private static Event last(Batch batch) {
    return batch.events().getLast();
  }

  @Test
  default void append_ofChosenEvent_makesItDueAtOnce() {
    var owner = running(draft().webhook(CHAT));
    var id = owner.summary().id();
    assertThat(await(deliveries().find(id))).isEmpty();
    var batch = owner.next(3);

    append(owner, batch);

    assertThat(delivery(id)).isEqualTo(new Delivery(State.PENDING, 0, last(batch).at(), null));
    assertThat(isDue(id, last(batch).at().minusNanos(1))).isFalse();
    assertThat(claim(id, last(batch).at()).seq()).isEqualTo(1);
  }

  @Test
  default void append_ofOtherEvents_makesNothingDue() {
    var owner = running(draft().webhook(END));
    owner = append(owner, owner.next(1));
    assertThat(await(deliveries().find(owner.summary().id()))).isEmpty();

    var ended = append(owner, owner.complete());

    assertThat(claim(ended.summary().id(), NOW).seq()).isEqualTo(2);
  }

  @Test
  default void append_withoutWebhook_makesNothingDue() {
    var owner = running();

    append(owner, owner.complete());

    assertThat(await(deliveries().find(owner.summary().id()))).isEmpty();
  }

  @Test
  default void append_thatIsFenced_makesNothingDue() {
    var owner = running(draft().webhook(CHAT));

    assertThat(await(store().append(owner.from(9)))).isEqualTo(AppendResult.FENCED);

    assertThat(await(deliveries().find(owner.summary().id()))).isEmpty();
  }

  @Test
  default void accept_withChosenEvent_makesItDue() {
    var draft = draft().claimer(NODE).webhook("execution.started");
    var plain = draft.submission();
    var events =
        List.of(
            plain.events().getFirst(),
            new Event(2, draft.createdAt(), new EventData.ExecutionStarted(NODE.text(), 1)));
    var summary = ExecutionFold.of(events).summary();

    await(
        store()
            .accept(
                new Submission(
                    draft.id(),
                    plain.crewHash(),
                    plain.crewJson(),
                    events,
                    summary,
                    NODE,
                    null,
                    plain.limits())));

    assertThat(claim(draft.id(), NOW)).isEqualTo(new Claim(draft.id(), 1, 0, 0));
  }

  @Test
  default void claim_isForOneOnly_untilItsTimeIsOver() {
    var id = told().summary().id();
    var first = claim(id, NOW);

    assertThat(isDue(id, NOW.plus(LEASE).minusNanos(1))).isFalse();
    var second = claim(id, NOW.plus(LEASE));

    assertThat(second.number()).isEqualTo(first.number() + 1);
    assertThat(second.seq()).isEqualTo(first.seq());
  }

  @Test
  default void claim_takesNoMoreThanAsked_thoseDueFirst() {
    var ids = IntStream.range(0, 3).mapToObj(i -> told().summary().id()).toList();

    assertThat(await(deliveries().claim(NOW, NOW.plus(LEASE), 2)))
        .extracting(Claim::execution)
        .containsExactlyInAnyOrder(ids.get(0), ids.get(1));
    assertThat(claims(NOW)).extracting(Claim::execution).containsExactly(ids.get(2));
    assertThat(await(deliveries().claim(NOW, NOW, 0))).isEmpty();
  }

  @Test
  default void claim_byManyAtOnce_givesEachToOne() {
    IntStream.range(0, 20).forEach(_ -> told());

    var taken =
        awaitAll(
            IntStream.range(0, 8)
                .mapToObj(_ -> deliveries().claim(NOW, NOW.plus(LEASE), 5))
                .toList());

    assertThat(taken.stream().flatMap(List::stream).map(Claim::execution)).doesNotHaveDuplicates();
  }

  @Test
  default void delivered_withoutMore_isDone_andNothingIsDue() {
    var owner = running(draft().webhook(CHAT));
    var batch = owner.next(2);
    append(owner, batch);
    var id = owner.summary().id();

    var answer = await(deliveries().delivered(claim(id, NOW), last(batch), NOW.plus(LEASE)));

    assertThat(answer).isEqualTo(Claimed.DONE);
    assertThat(delivery(id)).isEqualTo(new Delivery(State.DELIVERED, 0, null, null));
    assertThat(isDue(id, NOW.plus(Duration.ofDays(9)))).isFalse();
  }

  @Test
  default void delivered_withMore_keepsTheClaim_fromThereOn() {
    var owner = running(draft().webhook(CHAT));
    var batch = owner.next(2);
    append(owner, batch);
    var id = owner.summary().id();
    var claim = claim(id, NOW);
    var first = batch.events().getFirst();

    assertThat(await(deliveries().delivered(claim, first, NOW.plusSeconds(60))))
        .isEqualTo(Claimed.MORE);

    assertThat(isDue(id, NOW.plusSeconds(59))).isFalse();
    assertThat(await(deliveries().delivered(claim, last(batch), NOW))).isEqualTo(Claimed.DONE);
  }

  @Test
  default void append_whileClaimed_isToldNext() {
    var owner = told();
    var id = owner.summary().id();
    var claim = claim(id, NOW);
    var first = await(store().read(id, 1, 1)).getFirst();

    append(owner, owner.next(1));

    assertThat(isDue(id, NOW)).isFalse();
    assertThat(await(deliveries().delivered(claim, first, NOW))).isEqualTo(Claimed.MORE);
    assertThat(claim(id, NOW).seq()).isEqualTo(2);
  }

  @Test
  default void append_afterAllWasTold_makesItDueAgain() {
    var owner = told();
    var id = owner.summary().id();
    var first = await(store().read(id, 1, 1)).getFirst();
    await(deliveries().delivered(claim(id, NOW), first, NOW));

    append(owner, owner.complete());

    assertThat(delivery(id).state()).isEqualTo(State.PENDING);
    assertThat(claim(id, NOW).seq()).isEqualTo(2);
  }

  @Test
  default void failed_isDueLater_withItsTriesAndError() {
    var id = told().summary().id();
    var later = NOW.plusSeconds(300);

    assertThat(await(deliveries().failed(claim(id, NOW), new Retry(1, later, "HTTP 503"))))
        .isEqualTo(Claimed.DONE);

    assertThat(delivery(id)).isEqualTo(new Delivery(State.PENDING, 1, later, "HTTP 503"));
    assertThat(isDue(id, later.minusNanos(1))).isFalse();
    assertThat(claim(id, later).tries()).isEqualTo(1);
  }

  @Test
  default void append_whileBackingOff_hastensNothing() {
    var owner = told();
    var id = owner.summary().id();
    var later = NOW.plusSeconds(300);
    await(deliveries().failed(claim(id, NOW), new Retry(1, later, "HTTP 503")));

    append(owner, owner.complete());

    assertThat(delivery(id).due()).isEqualTo(later);
  }

  @Test
  default void delivered_afterFailures_forgetsThem() {
    var owner = told();
    var id = owner.summary().id();
    append(owner, owner.complete());
    await(deliveries().failed(claim(id, NOW), new Retry(3, NOW, "HTTP 503")));
    var first = await(store().read(id, 1, 1)).getFirst();

    await(deliveries().delivered(claim(id, NOW), first, NOW));

    assertThat(delivery(id)).isEqualTo(new Delivery(State.PENDING, 0, NOW, null));
  }

  @Test
  default void failed_forGood_isDead_andStaysSo() {
    var owner = told();
    var id = owner.summary().id();

    await(deliveries().failed(claim(id, NOW), new Retry(8, null, "HTTP 410")));
    append(owner, owner.complete());

    assertThat(delivery(id)).isEqualTo(new Delivery(State.DEAD, 8, null, "HTTP 410"));
    assertThat(isDue(id, NOW.plus(Duration.ofDays(9)))).isFalse();
  }

  @Test
  default void putBack_changesNothingButTheTime() {
    var id = told().summary().id();
    await(deliveries().failed(claim(id, NOW), new Retry(2, NOW, "HTTP 503")));

    assertThat(await(deliveries().putBack(claim(id, NOW), NOW.plusSeconds(7))))
        .isEqualTo(Claimed.DONE);

    assertThat(delivery(id))
        .isEqualTo(new Delivery(State.PENDING, 2, NOW.plusSeconds(7), "HTTP 503"));
  }

  @Test
  default void everyWord_ofAnOldClaim_isLost() {
    var owner = told();
    var id = owner.summary().id();
    var old = claim(id, NOW);
    var newer = claim(id, NOW.plus(LEASE));
    var before = delivery(id);
    var first = await(store().read(id, 1, 1)).getFirst();

    assertThat(await(deliveries().delivered(old, first, NOW))).isEqualTo(Claimed.LOST);
    assertThat(await(deliveries().failed(old, new Retry(1, null, "slow")))).isEqualTo(Claimed.LOST);
    assertThat(await(deliveries().putBack(old, NOW))).isEqualTo(Claimed.LOST);

    assertThat(delivery(id)).isEqualTo(before);
    assertThat(await(deliveries().failed(newer, new Retry(1, NOW, "x")))).isEqualTo(Claimed.DONE);
    assertThat(await(deliveries().delivered(newer, first, NOW))).isEqualTo(Claimed.LOST);
  }

  @Test
  default void redrive_ofADeadOne_beginsAnewAtOnce() {
    var id = told().summary().id();
    await(deliveries().failed(claim(id, NOW), new Retry(8, null, "HTTP 500")));

    assertThat(await(deliveries().redrive(id, NOW))).isTrue();

    assertThat(delivery(id)).isEqualTo(new Delivery(State.PENDING, 0, NOW, "HTTP 500"));
    assertThat(claim(id, NOW).seq()).isEqualTo(1);
  }

  @Test
  default void redrive_whileBackingOff_hastensIt_andEndsAClaim() {
    var id = told().summary().id();
    var claim = claim(id, NOW);

    assertThat(await(deliveries().redrive(id, NOW))).isTrue();

    assertThat(isDue(id, NOW)).isTrue();
    assertThat(await(deliveries().putBack(claim, NOW))).isEqualTo(Claimed.LOST);
  }

  @Test
  default void redrive_whereAllWasTold_doesNothing() {
    var owner = told();
    var id = owner.summary().id();
    var first = await(store().read(id, 1, 1)).getFirst();
    await(deliveries().delivered(claim(id, NOW), first, NOW));

    assertThat(await(deliveries().redrive(id, NOW))).isFalse();
    assertThat(await(deliveries().redrive(queued(), NOW))).isFalse();
    assertThat(delivery(id).state()).isEqualTo(State.DELIVERED);
  }

  @Test
  default void reopen_keepsWhatIsToBeTold() {
    var id = told().summary().id();
    var claim = claim(id, NOW);
    await(deliveries().failed(claim, new Retry(3, NOW.plusSeconds(9), "HTTP 503")));
    var before = delivery(id);

    reopen();

    assertThat(delivery(id)).isEqualTo(before);
    assertThat(claim(id, NOW.plusSeconds(9)).number()).isGreaterThan(claim.number());
  }

  @Test
  default void backlog_countsWhatIsPendingAndDead() {
    assertThat(await(deliveries().backlog())).isEqualTo(new Delivery.Backlog(0, 0, null));
    var first = told();
    var second = told().summary().id();
    told();
    var at = await(store().read(first.summary().id(), 1, 1)).getFirst().at();
    assertThat(await(deliveries().backlog())).isEqualTo(new Delivery.Backlog(3, 0, at));

    await(deliveries().failed(claim(second, NOW), new Retry(8, null, "HTTP 500")));

    assertThat(await(deliveries().backlog())).isEqualTo(new Delivery.Backlog(2, 1, at));
  }

  @Test
  default void purge_leavesWhatIsStillToBeTold() {
    var owner = told();
    var pending = append(owner, owner.complete()).summary().id();
    var other = told();
    var dead = append(other, other.complete()).summary().id();
    await(
        deliveries()
            .failed(
                claims(NOW).stream().filter(c -> c.execution().equals(dead)).findFirst().get(),
                new Retry(8, null, "HTTP 500")));

    assertThat(await(store().purge(NOW, 10))).isEqualTo(1);

    assertThat(await(store().find(dead))).isEmpty();
    assertThat(await(deliveries().find(dead))).isEmpty();
    assertThat(await(store().find(pending))).isPresent();
    var end = await(store().read(pending, 2, 1)).getFirst();
    await(deliveries().delivered(claim(pending, NOW.plus(LEASE)), end, NOW));
    assertThat(await(store().purge(NOW, 10))).isEqualTo(1);
    assertThat(await(deliveries().find(pending))).isEmpty();
  }

  @Test
  default void purge_leavesADeadOneThatWasRedriven() {
    var owner = told();
    var id = append(owner, owner.complete()).summary().id();
    await(deliveries().failed(claim(id, NOW), new Retry(8, null, "HTTP 500")));
    await(deliveries().redrive(id, NOW));

    assertThat(await(store().purge(NOW, 10))).isZero();
  }

  @Test
  default void erase_deletesWhatWasNotTold() {
    var owner = told();
    var id = append(owner, owner.complete()).summary().id();
    var claim = claim(id, NOW);

    assertThat(await(store().erase("ann", 10))).isEqualTo(1);

    assertThat(await(deliveries().find(id))).isEmpty();
    assertThat(await(deliveries().putBack(claim, NOW))).isEqualTo(Claimed.LOST);
    assertThat(await(deliveries().backlog())).isEqualTo(new Delivery.Backlog(0, 0, null));
  }

  @Test
  default void onDue_tellsOfAppendsAndRedrives() {
    var heard = new AtomicInteger();
    deliveries().onDue(heard::incrementAndGet);
    var plain = running();
    append(plain, plain.next(1));
    assertThat(heard).hasValue(0);

    var id = told().summary().id();
    assertThat(heard).hasValue(1);

    await(deliveries().redrive(id, NOW));
    assertThat(heard).hasValue(2);
  }
}
