package dev.rcrewai.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.StepPath;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFeedTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final int FULL_PAGE = 200;

  private final Context context = VERTX.getOrCreateContext();
  private final ScriptedStore store = new ScriptedStore();
  private final Watchers watchers = new Watchers();
  private final Draft draft = Draft.draft();
  private final List<Long> heard = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // every test begins with it
  private EventFeed feed;

  private long pauseAt = -1;

  @AfterAll
  static void close() {
    Await.await(VERTX.close());
  }

  @Test
  void after_deliversWhatIsStored_andThenWhatIsAppended() {
    stored(5);
    on(() -> feed = builder().after(2));
    append(2);
    assertHeard(3, 7);
  }

  @Test
  void after_aJournalThatIsReadInParts_isWhole() {
    store.pageMax = 3;
    stored(10);
    on(() -> feed = builder().after(0));
    assertHeard(1, 10);
  }

  @Test
  void pause_atTheEndOfAFullPage_goesOnWhenResumed() {
    stored(FULL_PAGE + 50);
    pauseAt = FULL_PAGE;
    store.answersAtOnce = false;
    on(() -> feed = builder().after(0));
    on(this::answerOne);
    store.answersAtOnce = true;
    assertHeard(1, FULL_PAGE);
    on(() -> feed.resume());
    assertHeard(1, FULL_PAGE + 50);
  }

  @Test
  void after_newsOfAnotherNode_readsWhatItAppended() {
    stored(2);
    on(() -> feed = builder().after(0));
    assertHeard(1, 2);
    stored(3);
    on(() -> watchers.appended(Appended.elsewhere(draft.id(), 5)));
    assertHeard(1, 5);
    on(() -> watchers.appended(Appended.elsewhere(draft.id(), 4))); // old news
    assertHeard(1, 5);
  }

  @Test
  void fromBirth_readsNothing_butHearsAll() {
    store.failingReads = Integer.MAX_VALUE;
    on(() -> feed = builder().fromBirth());
    append(3);
    assertHeard(1, 3);
  }

  @Test
  void fromBirth_thatMissedSomething_readsIt() {
    stored(3);
    on(() -> feed = builder().fromBirth());
    append(1);
    assertHeard(1, 4);
  }

  @Test
  void failedReads_areTriedAgain_andNothingIsMissed() {
    stored(3);
    store.failingReads = 2;
    on(() -> feed = builder().after(0));
    append(1);
    Waiting.until("all", Duration.ofSeconds(10), () -> heard.size() == 4);
    assertHeard(1, 4);
    assertThat(failures).isEmpty();
  }

  @Test
  void failedReads_withoutEnd_areTold_andEndTheFeed() {
    store.failingReads = Integer.MAX_VALUE;
    on(() -> feed = builder().after(0));
    Waiting.until("told", Duration.ofSeconds(20), () -> failures.size() == 1);
    append(2);
    on(() -> {});
    assertThat(heard).isEmpty();
  }

  @Test
  void closed_hearsNothingMore() {
    on(() -> feed = builder().fromBirth());
    append(1);
    assertHeard(1, 1);
    on(() -> feed.close());
    append(1);
    on(() -> {});
    assertThat(heard).containsExactly(1L);
    assertThat(watchers.isLive(draft.id())).isFalse();
  }

  @Test
  void isLive_whileSomebodyReadsAlong() {
    on(() -> feed = builder().fromBirth());
    assertThat(watchers.isLive(draft.id())).isTrue();
    assertThat(watchers.isLive(Draft.draft().id())).isFalse();
  }

  /** Appends, pauses, resumes and slow reads in any order: every event once, in order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void anyInterleaving_hasNoGapAndNoRepeat(long seed) {
    var random = new Random(seed);
    store.answersAtOnce = false;
    store.pageMax = 1 + random.nextInt(7);
    on(() -> feed = random.nextBoolean() ? builder().after(0) : builder().fromBirth());
    for (int i = 0; i < 400; i++) {
      switch (random.nextInt(5)) {
        case 0 -> append(1 + random.nextInt(4));
        case 1 -> on(() -> feed.pause());
        case 2 -> on(() -> feed.resume());
        default -> on(this::answerOne);
      }
    }
    long last = store.stored.size();
    Waiting.until(
        "all heard",
        Duration.ofSeconds(10),
        () -> {
          on(() -> {
            feed.resume();
            answerOne();
          });
          return heard.size() >= last;
        });
    assertThat(heard).isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
  }

  private void answerOne() {
    var answer = store.waiting.poll();
    if (answer != null) {
      answer.run();
    }
  }

  private EventFeed.Builder builder() {
    return new EventFeed.Builder(
        store, watchers, context, draft.id(), Interest.LIVE, this::heard, failures::add);
  }

  private void heard(Event event) {
    heard.add(event.seq());
    if (event.seq() == pauseAt) {
      feed.pause();
    }
  }

  private void stored(int count) {
    for (int i = 0; i < count; i++) {
      store.stored.add(event(store.stored.size() + 1L));
    }
  }

  /** As a store does it: durable first, then told. */
  private void append(int count) {
    on(() -> {
      int before = store.stored.size();
      stored(count);
      var events = store.stored.subList(before, before + count);
      watchers.appended(new Appended(draft.id(), events));
    });
  }

  private static Event event(long seq) {
    var path = StepPath.task("t" + seq);
    return new Event(
        seq, Draft.START, new EventData.TaskStarted(path.started(), "t" + seq, "agent"));
  }

  private void assertHeard(long from, long to) {
    var expected = LongStream.rangeClosed(from, to).boxed().toList();
    Waiting.until("heard", Duration.ofSeconds(10), () -> heard.size() >= expected.size());
    assertThat(heard).isEqualTo(expected);
  }

  private void on(Runnable action) {
    var done = Promise.<Void>promise();
    context.runOnContext(_ -> {
      action.run();
      done.complete();
    });
    Await.await(done.future());
  }
}
