package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ExecutionId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The queue and leases: oldest first, each taken by one, returned when its holder is gone. */
public interface QueueRules extends StoreUnderTest {

  @Test
  default void claim_some_takesTheOldestInOrder() {
    var ids = IntStream.range(0, 5).mapToObj(i -> queued()).toList();

    var leases = await(store().claim(NODE, 3));

    assertThat(leases)
        .containsExactly(
            new Lease(ids.get(0), NODE, 1),
            new Lease(ids.get(1), NODE, 1),
            new Lease(ids.get(2), NODE, 1));
    assertThat(found(ids.get(0)).status()).isEqualTo(Status.RUNNING);
    assertThat(await(store().queue()))
        .isEqualTo(new QueueState(2, found(ids.get(3)).createdAt(), 0));
  }

  @Test
  default void claim_moreThanThereAre_takesAll() {
    queued();

    assertThat(await(store().claim(NODE, 10))).hasSize(1);
    assertThat(await(store().claim(NODE, 10))).isEmpty();
    assertThat(await(store().queue())).isEqualTo(new QueueState(0, null, 0));
  }

  @Test
  default void claim_none_takesNone() {
    queued();

    assertThat(await(store().claim(NODE, 0))).isEmpty();
    assertThat(await(store().queue()).depth()).isEqualTo(1);
  }

  @Test
  default void claim_ofMoreByManyAtOnce_givesEachToOne() {
    var ids = IntStream.range(0, 200).mapToObj(i -> queued()).toList();

    var leases =
        awaitAll(
                IntStream.range(0, 60)
                    .mapToObj(i -> store().claim(new NodeId("node-" + i), 7))
                    .toList())
            .stream()
            .flatMap(List::stream)
            .toList();

    assertThat(leases).extracting(Lease::execution).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  default void claim_oneById_takesOnlyIt() {
    var first = queued();
    var second = queued();

    var lease = await(store().claim(NODE, second));

    assertThat(lease).contains(new Lease(second, NODE, 1));
    assertThat(await(store().claim(OTHER, 10))).extracting(Lease::execution).containsExactly(first);
  }

  @Test
  default void claim_oneThatIsNotQueued_takesNothing() {
    var owner = running();
    var parked = running();
    append(parked, parked.park());

    assertThat(await(store().claim(OTHER, owner.summary().id()))).isEmpty();
    assertThat(await(store().claim(OTHER, parked.summary().id()))).isEmpty();
    assertThat(await(store().claim(OTHER, draft().id()))).isEmpty();
    append(owner, owner.next(1));
  }

  @Test
  default void claim_ofReleased_comesByItsAcceptance() {
    var owner = running();
    var younger = queued();
    append(owner, owner.release());

    assertThat(await(store().queue()).depth()).isEqualTo(2);
    assertThat(await(store().claim(OTHER, 2)))
        .containsExactly(new Lease(owner.summary().id(), OTHER, 2), new Lease(younger, OTHER, 1));
  }

  @Test
  default void claim_ofWaiting_takesNothing() {
    var owner = running();
    append(owner, owner.park());

    assertThat(await(store().claim(OTHER, 10))).isEmpty();
    assertThat(await(store().queue()).depth()).isZero();
    assertThat(found(owner.summary().id()).status()).isEqualTo(Status.WAITING);
  }

  @Test
  default void death_ofAnOwner_keepsTheOrderOfTheOthers() {
    var waiting = running();
    append(waiting, waiting.park());
    List<ExecutionId> queued = List.of(queued(), queued());
    var recovered = running().summary().id();

    nodesDie();

    assertThat(await(store().queue()).depth()).isEqualTo(3);
    assertThat(await(store().claim(OTHER, 10)))
        .extracting(Lease::execution)
        .containsExactly(recovered, queued.get(0), queued.get(1));
    assertThat(found(waiting.summary().id()).status()).isEqualTo(Status.WAITING);
  }

  @Test
  default void open_afterTheEnd_leavesItEnded() {
    var owner = running();
    owner = append(owner, owner.complete());

    reopen();

    assertThat(found(owner.summary().id())).isEqualTo(owner.summary());
    assertThat(await(store().claim(OTHER, 10))).isEmpty();
  }
}
