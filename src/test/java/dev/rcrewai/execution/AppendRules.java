package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Appending: only the lease holder, only at the end of the journal, never after its end. */
public interface AppendRules extends StoreUnderTest {

  /** The store refuses the batch, and neither journal nor summary have changed. */
  private void assertFenced(Batch batch) {
    var id = batch.lease().execution();
    var summary = await(store().find(id));
    var journal = await(store().read(id, 0, 1000));

    assertThat(await(store().append(batch))).isEqualTo(AppendResult.FENCED);

    assertThat(await(store().find(id))).isEqualTo(summary);
    assertThat(await(store().read(id, 0, 1000))).isEqualTo(journal);
  }

  @Test
  default void append_thatContinues_isReadAndFoldedIntoTheSummary() {
    var owner = running();
    var first = owner.next(3);

    owner = append(owner, first);
    var second = owner.next(1);
    owner = append(owner, second);

    var id = owner.summary().id();
    assertThat(found(id)).isEqualTo(owner.summary());
    assertThat(await(store().read(id, 1, 100)))
        .isEqualTo(
            List.of(first.events(), second.events()).stream().flatMap(List::stream).toList());
  }

  @Test
  default void append_withGap_isFenced() {
    assertFenced(running().from(3));
  }

  @Test
  default void append_ofSeqThatIsThere_isFenced() {
    var owner = running();
    append(owner, owner.next(2));

    assertFenced(owner.next(2));
    assertFenced(owner.from(3));
  }

  @Test
  default void append_withOlderEpoch_isFenced() {
    var owner = running();
    owner = append(owner, owner.release());
    var taken = await(store().claim(NODE, 1)).getFirst();

    assertThat(taken.epoch()).isEqualTo(2);
    assertFenced(owner.next(1));
    append(owner.lease(taken), owner.lease(taken).next(1));
  }

  @Test
  default void append_ofAnotherNode_isFenced() {
    var owner = running();

    assertFenced(owner.lease(new Lease(owner.summary().id(), OTHER, 1)).next(1));
  }

  @Test
  default void append_afterTheEnd_isFenced() {
    var owner = running();
    owner = append(owner, owner.complete());

    assertFenced(owner.next(1));
    assertFenced(owner.complete());
  }

  @Test
  default void append_toQueuedOrWaiting_isFenced() {
    var released = running();
    var parked = running();
    released = append(released, released.release());
    parked = append(parked, parked.park());

    assertFenced(released.next(1));
    assertFenced(parked.next(1));
  }

  @Test
  default void append_toUnknownExecution_isFenced() {
    assertFenced(Owner.of(Draft.draft().claimer(NODE)).next(1));
  }

  @Test
  default void append_atTheSamePlaceManyTimesAtOnce_isStoredOnce() {
    var owner = running();

    var answers =
        awaitAll(IntStream.range(0, 50).mapToObj(i -> store().append(owner.next(2))).toList());

    assertThat(answers).filteredOn(AppendResult.STORED::equals).hasSize(1);
    assertThat(await(store().read(owner.summary().id(), 0, 100))).hasSize(3);
  }

  @Test
  default void append_ofTheEnd_keepsOutcomeAndEndsTheLease() {
    var owner = running();

    owner = append(owner, owner.end(Status.FAILED, Outcome.NO_PROGRESS));

    var id = owner.summary().id();
    assertThat(found(id)).isEqualTo(owner.summary());
    assertThat(found(id).outcome()).isEqualTo(Outcome.NO_PROGRESS);
    assertThat(await(store().claim(OTHER, id))).isEmpty();
    assertThat(await(store().claim(OTHER, 10))).isEmpty();
  }

  @Test
  default void append_fiveThousandOverTwoHundredExecutionsAtOnce_keepsEveryJournalContiguous() {
    var owners = IntStream.range(0, 200).mapToObj(i -> running()).toList();

    awaitAll(owners.stream().map(owner -> append25(owner, 25)).toList());

    for (var owner : owners) {
      assertThat(await(store().read(owner.summary().id(), 0, 1000)))
          .extracting(Event::seq)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 26).boxed().toList());
    }
  }

  private Future<ExecutionId> append25(Owner owner, int left) {
    if (left == 0) {
      return Future.succeededFuture(owner.summary().id());
    }
    var batch = owner.next(1);
    return store()
        .append(batch)
        .compose(answer ->
            answer == AppendResult.STORED
                ? append25(owner.after(batch), left - 1)
                : Future.failedFuture(new AssertionError("fenced at " + owner.summary())));
  }
}
