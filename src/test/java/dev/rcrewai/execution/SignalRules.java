package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Signals: each key once, only while the execution is open, and none is slept through. */
public interface SignalRules extends StoreUnderTest {
  Signal CANCEL = new Signal.Cancel("ann", "changed my mind", Draft.START);

  @Test
  default void signal_toRunning_isKeptForItsOwner() {
    var owner = running();

    assertThat(await(store().signal(owner.summary().id(), CANCEL))).isEqualTo(SignalResult.STORED);

    assertThat(await(store().signals(owner.summary().id()))).containsExactly(CANCEL);
    append(owner, owner.next(1));
  }

  @Test
  default void signal_withoutReason_isKeptAsItIs() {
    var id = queued();
    var plain = new Signal.Cancel("ann", null, Draft.START);

    await(store().signal(id, plain));
    reopen();

    assertThat(await(store().signals(id))).containsExactly(plain);
  }

  @Test
  default void signal_ofTheSameKey_isADuplicate() {
    var id = queued();
    await(store().signal(id, CANCEL));

    var second = await(store().signal(id, new Signal.Cancel("bob", null, Draft.START)));

    assertThat(second).isEqualTo(SignalResult.DUPLICATE);
    assertThat(await(store().signals(id))).containsExactly(CANCEL);
  }

  @Test
  default void signal_manyAtOnce_isStoredOnce() {
    var id = queued();

    var answers =
        awaitAll(IntStream.range(0, 20).mapToObj(i -> store().signal(id, CANCEL)).toList());

    assertThat(answers).filteredOn(SignalResult.STORED::equals).hasSize(1);
    assertThat(answers).filteredOn(SignalResult.DUPLICATE::equals).hasSize(19);
  }

  @Test
  default void signal_toEndedOrUnknown_isRefused() {
    var owner = running();
    append(owner, owner.complete());
    var unknown = Draft.draft().id();

    assertThat(await(store().signal(owner.summary().id(), CANCEL))).isEqualTo(SignalResult.ENDED);
    assertThat(await(store().signal(unknown, CANCEL))).isEqualTo(SignalResult.NOT_FOUND);
    assertThat(await(store().signals(owner.summary().id()))).isEmpty();
    assertThat(await(store().signals(unknown))).isEmpty();
  }

  @Test
  default void signal_toQueued_leavesItInTheQueue() {
    var id = queued();

    await(store().signal(id, CANCEL));

    assertThat(await(store().queue()).depth()).isEqualTo(1);
    assertThat(await(store().claim(NODE, 10))).containsExactly(new Lease(id, NODE, 1));
  }

  @Test
  default void signal_toWaiting_queuesItInTheSameWrite() {
    var owner = running();
    append(owner, owner.park());
    var id = owner.summary().id();

    await(store().signal(id, CANCEL));

    assertThat(found(id).status()).isEqualTo(Status.QUEUED);
    assertThat(await(store().queue()).depth()).isEqualTo(1);
    assertThat(await(store().claim(OTHER, 10))).containsExactly(new Lease(id, OTHER, 2));
  }

  @Test
  default void signal_thatItsOwnerMissedWhenParking_queuesIt() {
    var owner = running();
    var id = owner.summary().id();
    await(store().signal(id, CANCEL));

    owner = append(owner, owner.park());

    assertThat(await(store().claim(OTHER, 10))).containsExactly(new Lease(id, OTHER, 2));
    var next = owner.lease(new Lease(id, OTHER, 2));
    append(next, next.park());
    assertThat(found(id).status()).isEqualTo(Status.WAITING);
  }
}
