package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ExecutionId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The queue's order among callers, and deadlines in the queue. */
public interface FairnessRules extends StoreUnderTest {

  @Test
  default void claim_afterAFloodOfAnother_comesAmongTheNextTwo() {
    var ann = accepted("ann", 50);
    var bob = accepted("bob", 1).getFirst();

    assertThat(claimed(2)).containsExactlyInAnyOrder(ann.getFirst(), bob);
    var later = accepted("bob", 1).getFirst();
    assertThat(claimed(2)).contains(later);
    assertThat(claimed(100)).containsExactlyElementsOf(ann.subList(2, 50));
  }

  @Test
  default void claim_ofTwoCallersWithMany_takesTurns() {
    var ann = accepted("ann", 6);
    var bob = accepted("bob", 6);

    for (int i = 0; i < 6; i++) {
      assertThat(claimed(2)).containsExactlyInAnyOrder(ann.get(i), bob.get(i));
    }
  }

  @Test
  default void claim_afterReopen_keepsTheTurns() {
    var ann = accepted("ann", 4);
    var bob = accepted("bob", 4);

    reopen();

    assertThat(claimed(2)).containsExactlyInAnyOrder(ann.get(0), bob.get(0));
    assertThat(claimed(2)).containsExactlyInAnyOrder(ann.get(1), bob.get(1));
  }

  @Test
  default void ahead_ofOneWhoIsNew_areOnlyWhoseTurnIsNext() {
    accepted("ann", 50);
    accepted("bob", 3);
    var back = running(draft().caller("dan"));
    append(back, back.release());

    assertThat(await(store().ahead("carol"))).isEqualTo(3);
    assertThat(await(store().ahead("bob"))).isEqualTo(8);
    assertThat(await(store().ahead("ann"))).isEqualTo(54);
    claimed(54);
    assertThat(await(store().ahead("carol"))).isZero();
  }

  @Test
  default void claim_ofWhatComesBack_isBeforeEverybody() {
    accepted("ann", 3);
    var owner = running(draft().caller("bob"));
    append(owner, owner.release());
    accepted("carol", 1);

    assertThat(claimed(1)).containsExactly(owner.summary().id());
  }

  @Test
  default void claimOverdue_takesThoseWhoseDeadlineHasCome_andNoOthers() {
    var late = accept(draft().createdAt(Draft.START.minusSeconds(600)));
    var inTime = accept(draft());
    var running = running(draft().createdAt(Draft.START.minusSeconds(600)));
    var deadline = draft().createdAt(Draft.START.minusSeconds(600)).submission().deadline();

    assertThat(await(store().claimOverdue(NODE, deadline.minusMillis(1), 10))).isEmpty();
    assertThat(await(store().claimOverdue(NODE, deadline, 10)))
        .containsExactly(new Lease(late, NODE, 1));
    assertThat(await(store().claimOverdue(NODE, deadline, 10))).isEmpty();
    assertThat(await(store().claim(NODE, 10))).containsExactly(new Lease(inTime, NODE, 1));
    append(running, running.next(1));
  }

  @Test
  default void claimOverdue_takesNoMoreThanAsked() {
    IntStream.range(0, 3).forEach(i -> queued());
    var muchLater = Draft.START.plus(Duration.ofDays(1));

    assertThat(await(store().claimOverdue(NODE, muchLater, 2))).hasSize(2);
    assertThat(await(store().queue()).depth()).isEqualTo(1);
  }

  private List<ExecutionId> accepted(String caller, int count) {
    return IntStream.range(0, count).mapToObj(i -> accept(draft().caller(caller))).toList();
  }

  private List<ExecutionId> claimed(int max) {
    return await(store().claim(NODE, max)).stream().map(Lease::execution).toList();
  }
}
