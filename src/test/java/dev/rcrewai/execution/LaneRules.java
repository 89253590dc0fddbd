package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ExecutionId;
import org.junit.jupiter.api.Test;

/** What owners leave behind that died: counted, isolated, and in the end condemned. */
public interface LaneRules extends StoreUnderTest {

  @Test
  default void death_ofTheOwner_queuesTheExecutionFirstAndFencesTheOwner() {
    queued();
    var owner = running();
    owner = append(owner, owner.next(2));

    nodesDie();

    assertThat(found(owner.summary().id()).status()).isEqualTo(Status.QUEUED);
    assertThat(await(store().append(owner.next(1)))).isEqualTo(AppendResult.FENCED);
    var lease = new Lease(owner.summary().id(), OTHER, 2, 1);
    assertThat(await(store().claim(OTHER, 1))).containsExactly(lease);
    assertThat(await(store().append(owner.next(1)))).isEqualTo(AppendResult.FENCED);
    var taken = owner.lease(lease);
    append(taken, taken.next(1));
  }

  @Test
  default void death_withSomethingRecordedBefore_countsAsTheFirst() {
    var owner = died(running());

    owner = append(owner, owner.progress());
    owner = died(owner);

    assertThat(owner.lease().deaths()).isEqualTo(1);
  }

  @Test
  default void death_theSecondWithNothingRecorded_makesASuspect() {
    var plain = queued();
    var suspect = suspect();

    assertThat(await(store().queue())).isEqualTo(new QueueState(1, found(plain).createdAt(), 1));
    assertThat(await(store().claim(OTHER, 10))).containsExactly(new Lease(plain, OTHER, 1));
    assertThat(await(store().claimSuspect(OTHER))).contains(new Lease(suspect, OTHER, 3, 2));
    assertThat(await(store().claimSuspect(OTHER))).isEmpty();
    assertThat(await(store().queue())).isEqualTo(new QueueState(0, null, 0));
  }

  @Test
  default void suspect_thatRecordsSomething_isClearedWhenReleased() {
    var id = suspect();
    var lease = await(store().claimSuspect(OTHER)).orElseThrow();
    var owner = new Owner(lease, found(id));

    owner = append(owner, owner.progress());
    append(owner, owner.release());

    assertThat(await(store().claim(OTHER, 10))).containsExactly(new Lease(id, OTHER, 4, 0));
  }

  @Test
  default void suspect_releasedWithNothingRecorded_staysOne() {
    var id = suspect();
    var owner = new Owner(await(store().claimSuspect(OTHER)).orElseThrow(), found(id));

    append(owner, owner.release());

    assertThat(await(store().claim(OTHER, 10))).isEmpty();
    assertThat(await(store().claimSuspect(OTHER))).contains(new Lease(id, OTHER, 4, 2));
  }

  @Test
  default void death_theThird_condemns() {
    var id = suspect();
    assertThat(await(store().claimSuspect(NODE))).isPresent();

    nodesDie();

    var lease = await(store().claim(OTHER, 10)).getFirst();
    assertThat(lease).isEqualTo(new Lease(id, OTHER, 4, 3));
    assertThat(lease.isCondemned()).isTrue();
  }

  @Test
  default void suspect_thatIsNamed_canBeClaimed() {
    var id = suspect();

    assertThat(await(store().claim(OTHER, id))).contains(new Lease(id, OTHER, 3, 2));
  }

  @Test
  default void leave_putsBackWhatTheNodeHolds_andCountsNoDeath() {
    var id = running().summary().id();
    var kept = running(Draft.draft());

    await(store().leave(NODE));

    assertThat(await(store().claim(OTHER, 10)))
        .containsExactly(new Lease(id, OTHER, 2), new Lease(kept.summary().id(), OTHER, 2));
  }

  @Test
  default void leases_areThoseOfTheNode() {
    var ended = running();
    var first = running().lease();
    var second = new Lease(queued(), NODE, 1);
    queued();
    append(ended, ended.complete());
    await(store().claim(NODE, 1));

    assertThat(await(store().leases(NODE))).containsExactlyInAnyOrder(first, second);
    assertThat(await(store().leases(OTHER))).isEmpty();
  }

  /** An execution whose owners died twice, in the queue. */
  private ExecutionId suspect() {
    var owner = died(running());
    nodesDie();
    return owner.summary().id();
  }

  /** Its owner died, and {@link #NODE} has taken it over. */
  private Owner died(Owner owner) {
    nodesDie();
    var id = owner.summary().id();
    return owner.lease(await(store().claim(NODE, id)).orElseThrow());
  }
}
