package dev.rcrewai.store.sqlite;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupCommitTest extends SqliteStoreFixture {
  private final CountDownLatch writerMayGoOn = new CountDownLatch(1);

  /** Holds the writer inside a listener, so that writes pile up behind it. */
  private Future<Acceptance> holdWriter() {
    var first = new AtomicBoolean(true);
    var held = new CountDownLatch(1);
    store()
        .onAppended(appended -> {
          if (first.getAndSet(false)) {
            held.countDown();
            awaitLatch(writerMayGoOn);
          }
        });
    var accepted = store().accept(draft().submission());
    awaitLatch(held);
    return accepted;
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void writes_thatComeDuringACommit_becomeDurableTogether() {
    holdWriter();
    Map<ExecutionId, Long> rowsWhenTold = new ConcurrentHashMap<>();
    store().onAppended(told -> rowsWhenTold.put(told.execution(), count("executions")));
    var pending =
        IntStream.range(0, 100).mapToObj(i -> store().accept(draft().submission())).toList();

    writerMayGoOn.countDown();

    awaitAll(pending);
    assertThat(rowsWhenTold.values()).hasSize(100).containsOnly(101L);
  }

  @Test
  void groups_areBounded() {
    holdWriter();
    Map<ExecutionId, Long> rowsWhenTold = new ConcurrentHashMap<>();
    store().onAppended(told -> rowsWhenTold.put(told.execution(), count("executions")));
    var pending =
        IntStream.range(0, 1100).mapToObj(i -> store().accept(draft().submission())).toList();

    writerMayGoOn.countDown();

    awaitAll(pending);
    assertThat(rowsWhenTold).hasSize(1100);
    assertThat(rowsWhenTold.values().stream().distinct())
        .containsExactlyInAnyOrder(513L, 1025L, 1101L);
  }

  @Test
  void writes_beyondTheBound_areRefusedWithWords() {
    holdWriter();
    var pending =
        Stream.generate(() -> store().write(Probe::new)).limit(WriteQueue.WAITING_MAX).toList();

    assertThatThrownBy(() -> await(store().write(Probe::new)))
        .hasMessageContaining("more writes waiting");

    writerMayGoOn.countDown();
    awaitAll(pending);
  }

  @Test
  void aWriteThatFails_failsAlone() {
    holdWriter();
    var taken = draft();
    var first = store().accept(taken.crew("new", "new-hash", "{}").submission());
    var bad = store().accept(taken.caller("bob").submission());
    var last = store().accept(draft().crew("new", "new-hash", "{}").submission());

    writerMayGoOn.countDown();

    assertThatThrownBy(() -> await(bad)).hasMessageContaining("executions.id");
    assertThat(awaitAll(List.of(first, last))).containsOnly(new Acceptance.Stored());
    assertThat(await(store().crew("new-hash"))).isPresent();
    assertThat(await(store().queue()).depth()).isEqualTo(3);
    assertThat(count("executions")).isEqualTo(3);
    assertThat(fatal).isEmpty();
  }

  @Test
  void aWriteThatFailsHalfway_leavesNothing() {
    Write<Boolean> halfway =
        (tables, totals) -> {
          tables.crews().insert("half", "{}");
          throw new IllegalStateException("halfway");
        };

    assertThatThrownBy(() -> await(store().write(() -> halfway))).hasMessage("halfway");

    assertThat(await(store().crew("half"))).isEmpty();
    accept(draft());
  }

  @Test
  void aWriteThatCannotBePrepared_failsAlone() {
    var unprintable = draft().submission();

    assertThatThrownBy(() ->
            await(
                store()
                    .write(() -> {
                      throw new IllegalArgumentException("no JSON of " + unprintable.id());
                    })))
        .hasMessageContaining("no JSON of");
  }

  @Test
  void keysThatAreOver_areDeletedByAndBy() {
    var keptUntil = Draft.START.plusSeconds(60);
    IntStream.range(0, 40).forEach(i -> acceptAndEnd("old-" + i, keptUntil));
    var open = accept(draft().key("open", "body", keptUntil));
    clock().advance(Duration.ofHours(1));

    IntStream.range(0, 40).forEach(i -> acceptAndEnd("new-" + i, Instant.MAX));

    assertThat(count("keys")).isEqualTo(41);
    assertThat(await(store().accept(draft().key("open", "body", keptUntil).submission())))
        .isEqualTo(new Acceptance.Replayed(open));
  }

  private void acceptAndEnd(String key, Instant keptUntil) {
    var owner = running(draft().key(key, "body", keptUntil));
    append(owner, owner.complete());
  }
}
