package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.Answer;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for people is left alone until they answer or the first question expires. */
public interface WaitingRules extends StoreUnderTest {
  Instant EXPIRY = Draft.START.plus(Duration.ofDays(30));
  StepPath QUESTION = StepPath.task("reply").confirm();

  /** Accepted, and parked until then. */
  private ExecutionId parked(Instant expiry) {
    var owner = running();
    append(owner, owner.park(expiry));
    return owner.summary().id();
  }

  private List<Lease> due(Instant now) {
    return await(store().claimOverdue(OTHER, now, 10));
  }

  @Test
  default void expiry_ofWaiting_isClaimedByAnyNodeAndNotBefore() {
    var id = parked(EXPIRY);

    assertThat(due(EXPIRY.minusNanos(1))).isEmpty();
    assertThat(found(id).status()).isEqualTo(Status.WAITING);
    assertThat(due(EXPIRY)).containsExactly(new Lease(id, OTHER, 2));
    assertThat(found(id).status()).isEqualTo(Status.RUNNING);
    assertThat(due(EXPIRY)).isEmpty();
    assertThat(await(store().queue())).isEqualTo(new QueueState(0, null, 0));
  }

  @Test
  default void expiry_ofWaiting_survivesTheDeathOfAllNodesAndAReopening() {
    var id = parked(EXPIRY);
    nodesDie();
    reopen();

    assertThat(due(EXPIRY.minusNanos(1))).isEmpty();
    assertThat(due(EXPIRY)).extracting(Lease::execution).containsExactly(id);
  }

  @Test
  default void expiry_ofMany_takesNoMoreThanAskedFor() {
    for (int i = 0; i < 5; i++) {
      parked(EXPIRY);
    }

    assertThat(await(store().claimOverdue(OTHER, EXPIRY, 3))).hasSize(3);
    assertThat(await(store().claimOverdue(OTHER, EXPIRY, 3))).hasSize(2);
  }

  @Test
  default void expiry_afterAnAnswer_isForgotten() {
    var owner = running();
    owner = append(owner, owner.park(EXPIRY));
    var id = owner.summary().id();
    var answer = new Answer(Answer.Decision.APPROVED, "fine");
    await(store().signal(id, new Signal.Input(QUESTION, answer, "bob", Draft.START)));
    var again = owner.lease(await(store().claim(OTHER, id)).orElseThrow());
    again = append(again, Owner.due(again.next(1), EXPIRY.plusSeconds(300)));

    assertThat(due(EXPIRY)).isEmpty();
    append(again, again.park(EXPIRY.plusSeconds(1)));
    assertThat(due(EXPIRY)).isEmpty();
    assertThat(due(EXPIRY.plusSeconds(1))).containsExactly(new Lease(id, OTHER, 3));
  }

  @Test
  default void deadline_thatWasPutOff_holdsInTheQueueToo() {
    var owner = running();
    owner = append(owner, Owner.due(owner.next(1), EXPIRY));
    append(owner, Owner.due(owner.release(), EXPIRY));

    assertThat(due(EXPIRY.minusNanos(1))).isEmpty();
    assertThat(due(EXPIRY)).hasSize(1);
  }

  @Test
  default void deadline_thatWasPutOff_holdsAfterADeath() {
    var owner = running();
    append(owner, Owner.due(owner.next(1), EXPIRY));

    nodesDie();

    assertThat(due(EXPIRY.minusNanos(1))).isEmpty();
    assertThat(due(EXPIRY)).hasSize(1);
  }

  @Test
  default void answer_isKeptAsItWasGivenAndTheSecondIsADuplicate() {
    var id = parked(EXPIRY);
    var first = new Answer(Answer.Decision.REJECTED, "not today \u2603 \u0000");
    var input = new Signal.Input(QUESTION, first, "bob", Draft.START);
    assertThat(await(store().signal(id, input))).isEqualTo(SignalResult.STORED);

    var second = new Answer(Answer.Decision.APPROVED, "");
    assertThat(await(store().signal(id, new Signal.Input(QUESTION, second, "eve", Draft.START))))
        .isEqualTo(SignalResult.DUPLICATE);

    reopen();
    assertThat(await(store().signals(id))).containsExactly(input);
  }

  @Test
  default void answers_toTwoQuestions_areBothKept() {
    var id = parked(EXPIRY);
    var yes = new Answer(Answer.Decision.APPROVED, "");
    var one = new Signal.Input(QUESTION, yes, "bob", Draft.START);
    var two = new Signal.Input(StepPath.task("send").confirm(), yes, "bob", Draft.START);

    assertThat(await(store().signal(id, one))).isEqualTo(SignalResult.STORED);
    assertThat(await(store().signal(id, two))).isEqualTo(SignalResult.STORED);

    assertThat(await(store().signals(id))).containsExactly(one, two);
  }
}
