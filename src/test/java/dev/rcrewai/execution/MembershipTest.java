package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.LeaseStore.Heartbeat;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a node may act, and what becomes of it when others have given it up. */
class MembershipTest {
  private static final Duration TTL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedStore store = new ScriptedStore();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicInteger beats = new AtomicInteger();
  private final List<NodeId> lost = new CopyOnWriteArrayList<>();
  private final Membership membership = new Membership(vertx, store, TTL, nanos::get);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private void join() {
    store.shared = true;
    membership.onLost(lost::add);
    await(membership.join());
  }

  private void answer(Future<Heartbeat> answer) {
    store.heartbeats =
        () -> {
          beats.incrementAndGet();
          return answer;
        };
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void mayAct_untilTwoThirdsOfTheTimeHavePassedSinceTheLastRenewal() {
    answer(Promise.<Heartbeat>promise().future()); // none is ever answered
    join();

    pass(Duration.ofMillis(66));
    assertThat(membership.mayAct()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(membership.mayAct()).isFalse();
  }

  @Test
  void mayAct_afterARenewal_countsFromWhenItWasSent() {
    answer(Future.failedFuture("the store is away"));
    join();
    pass(TTL.multipliedBy(10));
    Waiting.until("failed", PATIENCE, () -> beats.get() > 2);
    assertThat(membership.mayAct()).isFalse();

    answer(Future.succeededFuture(Heartbeat.RENEWED));

    Waiting.until("renewed", PATIENCE, membership::mayAct);
  }

  @Test
  void mayAct_beforeItJoined_isFalse_butNotWhereThereIsNoOtherNode() {
    assertThat(membership.mayAct()).isTrue();
    store.shared = true;
    assertThat(membership.mayAct()).isFalse();
  }

  @Test
  void heartbeats_thatHang_areBounded() {
    answer(Promise.<Heartbeat>promise().future());
    join();

    Waiting.until("three", PATIENCE, () -> beats.get() == 3);
    await(vertx.timer(200));

    assertThat(beats).hasValue(3);
  }

  @Test
  void givenUp_itForgetsItsNameAndBeginsAgain() {
    join();
    var first = membership.node();
    store.heartbeats =
        () ->
            Future.succeededFuture(
                membership.node().equals(first) ? Heartbeat.GIVEN_UP : Heartbeat.RENEWED);

    Waiting.until("lost", PATIENCE, () -> lost.equals(List.of(first)));
    Waiting.until("again", PATIENCE, membership::mayAct);

    assertThat(membership.mayAct(membership.node())).isTrue();
    assertThat(membership.mayAct(first)).as("what it held before").isFalse();
    assertThat(membership.node()).isNotEqualTo(first);
    assertThat(store.joined).containsExactly(first, membership.node());
  }

  @Test
  void leave_endsTheHeartbeats() {
    answer(Future.succeededFuture(Heartbeat.RENEWED));
    join();
    Waiting.until("beats", PATIENCE, () -> beats.get() > 0);

    await(membership.leave());
    int before = beats.get();
    await(vertx.timer(100));

    assertThat(beats).hasValue(before);
    assertThat(store.joined).isEmpty();
  }
}
