package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.START;
import static dev.rcrewai.execution.Draft.draft;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ExecutionId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Retention and erasure: what has ended goes whole, what has not stays. */
public interface DeletionRules extends StoreUnderTest {

  @Test
  default void purge_deletesWhatEndedBefore_andNothingElse() {
    var open = queued();
    var running = running();
    var before = ended(draft().key("k", "body", START));
    var boundary = requireNonNull(found(before).endedAt()).plusNanos(1);
    var after = ended(draft().createdAt(boundary.plusSeconds(5)));

    assertThat(await(store().purge(boundary, 10))).isEqualTo(1);

    assertGone(before);
    assertThat(found(after).status()).isEqualTo(Status.COMPLETED);
    assertThat(found(open).status()).isEqualTo(Status.QUEUED);
    append(running, running.next(1));
    accept(draft().key("k", "another body", START)); // its key went with it
  }

  @Test
  default void purge_deletesNoMoreThanAsked() {
    IntStream.range(0, 5).forEach(i -> ended(draft()));
    var later = START.plusSeconds(86_400);

    assertThat(await(store().purge(later, 3))).isEqualTo(3);
    assertThat(await(store().purge(later, 3))).isEqualTo(2);
    assertThat(await(store().purge(later, 3))).isZero();
    assertThat(await(store().list(everything())).executions()).isEmpty();
  }

  @Test
  default void erase_deletesTheEndedOnesOfOneCaller() {
    var anns = List.of(ended(draft()), ended(draft()), ended(draft()));
    var open = queued();
    var bobs = ended(draft().caller("bob"));

    assertThat(await(store().erase("ann", 2))).isEqualTo(2);
    assertThat(await(store().erase("ann", 2))).isEqualTo(1);

    anns.forEach(this::assertGone);
    assertThat(found(open).status()).isEqualTo(Status.QUEUED);
    assertThat(found(bobs).status()).isEqualTo(Status.COMPLETED);
    assertThat(await(store().erase("nobody", 2))).isZero();
  }

  private ExecutionId ended(Draft draft) {
    var owner = running(draft);
    await(store().signal(draft.id(), SignalRules.CANCEL));
    return append(owner, owner.complete()).summary().id();
  }

  private void assertGone(ExecutionId id) {
    assertThat(await(store().find(id))).isEmpty();
    assertThat(await(store().read(id, 0, 10))).isEmpty();
    assertThat(await(store().signals(id))).isEmpty();
    assertThat(await(store().lastSeqs(List.of(id)))).isEmpty();
    assertThat(await(store().list(everything())).executions())
        .extracting(Summary::id)
        .doesNotContain(id);
  }

  private static ExecutionFilter everything() {
    return new ExecutionFilter(null, null, null, null, null, null, 100, null);
  }
}
