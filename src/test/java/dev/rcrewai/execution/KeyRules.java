package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Draft.START;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Submission.IdempotencyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Idempotency keys: a caller's operation that is sent twice runs once. */
public interface KeyRules extends StoreUnderTest {
  Duration KEPT = Duration.ofHours(24);
  Instant KEPT_UNTIL = START.plus(KEPT);

  @Test
  default void accept_sameKeyAndBody_isTheEarlierExecution() {
    var first = accept(draft().key("k", "body", KEPT_UNTIL));
    var second = draft().key("k", "body", KEPT_UNTIL).limits(0, 0);

    var answer = await(store().accept(second.submission()));

    assertThat(answer).isEqualTo(new Acceptance.Replayed(first));
    assertThat(await(store().find(second.id()))).isEmpty();
    assertThat(await(store().queue()).depth()).isEqualTo(1);
  }

  @Test
  default void accept_sameKeyOtherBody_isRefused() {
    var first = accept(draft().key("k", "body", KEPT_UNTIL));
    var second = draft().key("k", "other body", KEPT_UNTIL);

    var answer = await(store().accept(second.submission()));

    assertThat(answer).isEqualTo(new Acceptance.KeyReused(first));
    assertThat(await(store().find(second.id()))).isEmpty();
  }

  @Test
  default void accept_sameKeyOfAnotherCallerOrOperation_isAnotherKey() {
    accept(draft().caller("ann").key("k", "body", KEPT_UNTIL));

    accept(draft().caller("bob").key("k", "body", KEPT_UNTIL));
    accept(draft().key(new IdempotencyKey("ann", "batch", "k", "body", KEPT_UNTIL)));
  }

  @Test
  default void accept_sameKeyManyTimesAtOnce_isStoredOnce() {
    var answers =
        awaitAll(
            IntStream.range(0, 100)
                .mapToObj(i -> store().accept(draft().key("k", "b", KEPT_UNTIL).submission()))
                .toList());

    assertThat(answers).filteredOn(Acceptance.Stored.class::isInstance).hasSize(1);
    assertThat(answers).filteredOn(Acceptance.Replayed.class::isInstance).hasSize(99);
    assertThat(answers.stream().distinct()).hasSize(2);
  }

  @Test
  default void accept_keyOfEndedExecution_replaysUntilItExpires() {
    var first = draft().key("k", "body", KEPT_UNTIL);
    var owner = running(first);
    append(owner, owner.complete());
    clock().advance(KEPT.minusSeconds(1));

    assertThat(await(store().accept(draft().key("k", "body", KEPT_UNTIL).submission())))
        .isEqualTo(new Acceptance.Replayed(first.id()));

    clock().advance(Duration.ofSeconds(1));
    accept(draft().key("k", "another body", KEPT_UNTIL.plus(KEPT)));
  }

  @Test
  default void accept_expiredKeyOfOpenExecution_replays() {
    var first = accept(draft().key("k", "body", KEPT_UNTIL));
    clock().advance(KEPT.multipliedBy(2));

    assertThat(await(store().accept(draft().key("k", "body", KEPT_UNTIL).submission())))
        .isEqualTo(new Acceptance.Replayed(first));
  }

  @Test
  default void accept_sameKeyAfterReopen_replays() {
    var first = accept(draft().key("k", "body", KEPT_UNTIL));

    reopen();

    assertThat(await(store().accept(draft().key("k", "body", KEPT_UNTIL).submission())))
        .isEqualTo(new Acceptance.Replayed(first));
  }
}
