package dev.rcrewai.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.ScriptedStore.Asked;
import dev.rcrewai.step.StepPath;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final MutableClock clock = new MutableClock(Draft.START.plusSeconds(60));
  private final ScriptedStore store = new ScriptedStore();
  private final AtomicInteger fenced = new AtomicInteger();
  private final Draft draft = Draft.draft();
  private Journal journal;

  @BeforeEach
  void open() {
    var fold = ExecutionFold.of(draft.events());
    store.stored.addAll(draft.events());
    var lease = new Lease(draft.id(), StoreUnderTest.NODE, 1);
    journal =
        new Journal(
            context, store, lease, fold, clock, Journal.Observer.NONE, fenced::incrementAndGet);
  }

  @AfterEach
  void close() {
    Await.await(vertx.close());
  }

  @Test
  void events_bornWhileABatchIsInFlight_formTheNext() throws Exception {
    var first = on(() -> add("a"));
    on(() -> add("b"));
    var third = on(() -> add("c"));
    var asked = asked();
    assertThat(asked.batch().events()).hasSize(1);
    assertThat(store.appends).isEmpty();
    answer(asked, AppendResult.STORED);
    var next = asked();
    assertThat(next.batch().events()).extracting(Event::seq).containsExactly(3L, 4L);
    assertThat(first.isComplete()).isTrue();
    assertThat(third.isComplete()).isFalse();
    answer(next, AppendResult.STORED);
    Await.await(third);
    assertThat(next.batch().summary().lastSeq()).isEqualTo(4);
  }

  @Test
  void flushSoon_sendsWithoutAnybodyWhoWaits_andNothingTwice() throws Exception {
    on(() -> {
      journal.add(started("a"));
      journal.flushSoon();
      journal.add(started("b"));
      journal.flushSoon();
      return Future.succeededFuture();
    });
    var asked = asked();
    assertThat(asked.batch().events()).hasSize(2);
    answer(asked, AppendResult.STORED);
    assertThat(on(() -> journal.flush()).succeeded()).isTrue();
    assertThat(store.appends).isEmpty();
  }

  @Test
  void flushSoon_waitsForNothing_whereSomebodyWaits() throws Exception {
    var durable =
        on(() -> {
          journal.add(started("a"));
          journal.flushSoon();
          return add("b");
        });
    var asked = store.appends.poll();
    assertThat(asked).as("in the same turn").isNotNull();
    assertThat(asked.batch().events()).hasSize(2);
    answer(asked, AppendResult.STORED);
    Await.await(durable);
  }

  @Test
  void flush_withNothingNew_waitsForWhatIsInFlight() throws Exception {
    assertThat(on(() -> journal.flush()).succeeded()).isTrue();
    on(() -> add("a"));
    var again = on(() -> journal.flush());
    assertThat(again.isComplete()).isFalse();
    answer(asked(), AppendResult.STORED);
    Await.await(again);
  }

  @Test
  void at_neverGoesBackwards() throws Exception {
    on(() -> add("a"));
    clock.advance(Duration.ofSeconds(-30));
    on(() -> add("b"));
    var first = asked();
    answer(first, AppendResult.STORED);
    var second = asked().batch().events().getFirst();
    assertThat(second.at()).isEqualTo(first.batch().events().getFirst().at());
  }

  @Test
  void unknownResult_thatWasWritten_isNotSentAgain() throws Exception {
    var durable = on(() -> add("a"));
    var asked = asked();
    store.stored.addAll(Json.events(Json.events(asked.batch().events())));
    fail(asked);
    Await.await(durable);
    assertThat(store.appends).isEmpty();
  }

  @Test
  void unknownResult_ofABatchThatIsReadInParts_isKnownByItsFirstEvents() throws Exception {
    var durable =
        on(() -> {
          journal.add(started("a"));
          return add("b");
        });
    var asked = asked();
    store.stored.addAll(asked.batch().events());
    store.pageMax = 1;
    fail(asked);
    Await.await(durable);
    assertThat(fenced).hasValue(0);
  }

  @Test
  void unknownResult_thatWasNotWritten_isSentAgain_alsoWhenTheTailCannotBeReadAtFirst()
      throws Exception {
    var durable = on(() -> add("a"));
    var asked = asked();
    store.failingReads = 2;
    fail(asked);
    var again = asked();
    assertThat(again.batch()).isEqualTo(asked.batch());
    answer(again, AppendResult.STORED);
    Await.await(durable);
  }

  @Test
  void unknownResult_withSomebodyElsesEventsThere_isALostLease() throws Exception {
    var durable = on(() -> add("a"));
    var asked = asked();
    var mine = asked.batch().events().getFirst();
    store.stored.add(new Event(mine.seq(), mine.at(), started("theirs")));
    fail(asked);
    awaitFenced();
    assertThat(durable.isComplete()).isFalse();
  }

  @Test
  void refusedAgain_byATryBeforeItThatCameLate_isDurable() throws Exception {
    var durable = on(() -> add("a"));
    var late = asked();
    fail(late);
    var again = asked();
    store.stored.addAll(late.batch().events());
    answer(again, AppendResult.FENCED);
    Await.await(durable);
    on(() -> add("b"));
    answer(asked(), AppendResult.STORED);
    assertThat(fenced).hasValue(0);
  }

  @Test
  void refusedAgain_whileTheTailCannotBeRead_isFencedWhenItCan() throws Exception {
    var durable = on(() -> add("a"));
    fail(asked());
    var again = asked();
    store.failingReads = 2;
    answer(again, AppendResult.FENCED);
    awaitFenced();
    assertThat(durable.isComplete()).isFalse();
    assertThat(store.appends).isEmpty();
  }

  @Test
  void fenced_nothingMoreIsAppended() throws Exception {
    var durable = on(() -> add("a"));
    on(() -> add("b"));
    store.failingReads = 1_000; // nothing is asked before it is believed
    answer(asked(), AppendResult.FENCED);
    awaitFenced();
    assertThat(store.appends).isEmpty();
    assertThat(durable.isComplete()).isFalse();
    assertThatThrownBy(() -> on(() -> journal.add(started("c"))))
        .hasStackTraceContaining("is closed");
  }

  @Test
  void closed_whileABatchIsInFlight_heedsNoAnswer() throws Exception {
    var durable = on(() -> add("a"));
    on(() -> add("b"));
    on(() -> {
      journal.close();
      return true;
    });
    answer(asked(), AppendResult.STORED);
    assertThat(on(durable::isComplete)).isFalse();
    assertThat(store.appends).isEmpty();
  }

  private Future<Void> add(String task) {
    journal.add(started(task));
    return journal.flush();
  }

  private static EventData started(String task) {
    return new EventData.TaskStarted(StepPath.task(task).started(), task, "agent");
  }

  private Asked asked() throws InterruptedException {
    var asked = store.appends.poll(10, TimeUnit.SECONDS);
    assertThat(asked).as("an append").isNotNull();
    return asked;
  }

  private void answer(Asked asked, AppendResult result) {
    on(() -> asked.answer().tryComplete(result));
  }

  private void fail(Asked asked) {
    on(() -> asked.answer().tryFail("the connection is lost"));
  }

  private void awaitFenced() {
    dev.rcrewai.llm.Waiting.until("fenced", Duration.ofSeconds(10), () -> fenced.get() == 1);
  }

  /** Does it on the journal's context. */
  private <T> T on(Callable<T> action) {
    var done = io.vertx.core.Promise.<T>promise();
    context.runOnContext(_ -> {
      try {
        done.complete(action.call());
      } catch (Exception e) {
        done.fail(e);
      }
    });
    return Await.await(done.future());
  }
}
