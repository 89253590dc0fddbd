package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static dev.rcrewai.execution.Draft.draft;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.LeaseStore.Heartbeat;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many nodes, one truth: heartbeats, the lane, news from elsewhere. */
public interface NodeRules extends StoreUnderTest {
  Duration LONG = Duration.ofHours(1);
  Duration SHORT = Duration.ofMillis(60);
  Duration PATIENCE = Duration.ofSeconds(5);

  Vertx vertx();

  /** Another process on the same data: open, and closed after the test. */
  ExecutionStore another(List<Appended> appended, List<ExecutionId> signalled, Runnable onQueued);

  private void join(NodeId node, Duration ttl) {
    await(store().join(node, ttl));
  }

  private Heartbeat beat(NodeId node, Duration ttl) {
    return await(store().heartbeat(node, ttl));
  }

  /** The store's clock goes by the same seconds as ours. */
  private void pass(Duration time) {
    await(vertx().timer(time.toMillis() + 20, TimeUnit.MILLISECONDS));
  }

  @Test
  default void heartbeat_inTime_keepsWhatTheNodeHolds() {
    join(NODE, LONG);
    join(OTHER, LONG);
    var owner = running();

    assertThat(beat(NODE, LONG)).isEqualTo(Heartbeat.RENEWED);
    assertThat(beat(OTHER, LONG)).isEqualTo(Heartbeat.RENEWED);

    append(owner, owner.next(1));
  }

  @Test
  default void heartbeat_ofAnother_givesUpWhoseTimeIsOver() {
    join(NODE, SHORT);
    join(OTHER, LONG);
    var owner = running();
    pass(SHORT);

    assertThat(beat(OTHER, SHORT)).isEqualTo(Heartbeat.RENEWED);

    assertThat(await(store().append(owner.next(1)))).isEqualTo(AppendResult.FENCED);
    assertThat(await(store().claim(OTHER, 10)))
        .containsExactly(new Lease(owner.summary().id(), OTHER, 2, 1));
    assertThat(beat(NODE, LONG)).isEqualTo(Heartbeat.GIVEN_UP);
    assertThat(beat(NODE, LONG)).isEqualTo(Heartbeat.GIVEN_UP);
    assertThat(await(store().leases(NODE))).isEmpty();
  }

  @Test
  default void heartbeat_ofANodeThatLivesForLessThanTheTime_givesUpNobody() {
    join(NODE, SHORT);
    var owner = running();
    pass(SHORT);
    join(OTHER, LONG);

    assertThat(beat(OTHER, LONG)).isEqualTo(Heartbeat.RENEWED);
    append(owner, owner.next(1));
    pass(SHORT);
    beat(OTHER, SHORT);

    assertThat(beat(NODE, LONG)).isEqualTo(Heartbeat.GIVEN_UP);
  }

  @Test
  default void heartbeat_ofANodeWhoseOwnTimeWasOver_givesUpNobody() {
    join(NODE, SHORT);
    join(OTHER, SHORT);
    var owner = running();
    pass(SHORT);

    assertThat(beat(OTHER, LONG)).isEqualTo(Heartbeat.RENEWED);
    assertThat(beat(OTHER, LONG)).isEqualTo(Heartbeat.RENEWED);
    append(owner, owner.next(1));
    assertThat(beat(NODE, LONG)).isEqualTo(Heartbeat.RENEWED);

    assertThat(await(store().leases(NODE))).hasSize(1);
  }

  @Test
  default void heartbeat_ofANewNode_findsWhatUnknownNodesHold() {
    var owner = running();
    join(OTHER, LONG);
    pass(SHORT);

    beat(OTHER, SHORT);

    assertThat(await(store().claim(OTHER, 10)))
        .containsExactly(new Lease(owner.summary().id(), OTHER, 2, 1));
  }

  @Test
  default void heartbeat_ofManyAtOnce_countsADeathOnce() {
    var id = running().summary().id();
    var nodes = IntStream.range(0, 10).mapToObj(i -> new NodeId("beat-" + i)).toList();
    nodes.forEach(node -> join(node, LONG));

    pass(SHORT);
    awaitAll(nodes.stream().map(node -> store().heartbeat(node, SHORT)).toList());

    assertThat(await(store().claim(OTHER, 10))).containsExactly(new Lease(id, OTHER, 2, 1));
  }

  @Test
  default void leave_endsTheNodesLife() {
    join(NODE, LONG);
    join(OTHER, LONG);
    assertThat(await(store().nodes())).isEqualTo(2);

    await(store().leave(NODE));
    assertThat(await(store().nodes())).isEqualTo(1);

    assertThat(beat(NODE, LONG)).isEqualTo(Heartbeat.GIVEN_UP);
  }

  @Test
  default void reopen_leavesWhatOtherNodesHold() {
    join(NODE, LONG);
    var owner = running();

    reopen();

    append(owner, owner.next(1));
  }

  @Test
  default void lane_isForOneNodeThatLives() {
    join(NODE, SHORT);
    join(OTHER, LONG);

    assertThat(await(store().enterLane(NODE))).isTrue();
    assertThat(await(store().enterLane(NODE))).isTrue();
    assertThat(await(store().enterLane(OTHER))).isFalse();
    await(store().leaveLane(OTHER));
    assertThat(await(store().enterLane(OTHER))).isFalse();

    await(store().leaveLane(NODE));
    assertThat(await(store().enterLane(OTHER))).isTrue();
    await(store().leaveLane(OTHER));
    assertThat(await(store().enterLane(NODE))).isTrue();
    pass(SHORT);
    assertThat(await(store().enterLane(OTHER))).isTrue();
  }

  @Test
  default void lane_ofANodeThatLeft_isFree() {
    join(NODE, LONG);
    join(OTHER, LONG);
    await(store().enterLane(NODE));

    await(store().leave(NODE));

    assertThat(await(store().enterLane(OTHER))).isTrue();
  }

  @Test
  default void signalled_areThoseSinceTheClaim() {
    var signalled = running();
    running();
    var queued = queued();
    await(store().signal(signalled.summary().id(), SignalRules.CANCEL));
    await(store().signal(queued, SignalRules.CANCEL));
    await(store().claim(NODE, queued));

    assertThat(await(store().signalled(NODE))).containsExactly(signalled.summary().id());
    assertThat(await(store().signalled(OTHER))).isEmpty();
  }

  @Test
  default void lastSeqs_areThoseOfWhatIsThere() {
    var owner = running();
    append(owner, owner.next(4));
    var queued = queued();

    assertThat(await(store().lastSeqs(List.of(owner.summary().id(), queued, draft().id()))))
        .containsOnly(entry(owner.summary().id(), 5L), entry(queued, 1L));
    assertThat(await(store().lastSeqs(List.of()))).isEmpty();
  }

  @Test
  default void anotherProcess_seesAndDoesTheSame() {
    var other = another(new Heard<>(), new Heard<>(), () -> {});
    var owner = running();
    var id = queued();

    assertThat(await(other.find(id)).orElseThrow()).isEqualTo(found(id));
    assertThat(await(other.claim(OTHER, 10))).containsExactly(new Lease(id, OTHER, 1));
    assertThat(await(other.signal(owner.summary().id(), SignalRules.CANCEL)))
        .isEqualTo(SignalResult.STORED);
    assertThat(await(store().signals(owner.summary().id()))).containsExactly(SignalRules.CANCEL);
    assertThat(await(store().signalled(NODE))).containsExactly(owner.summary().id());
  }

  @Test
  default void anotherProcess_hearsOfAppendsSignalsAndTheQueue() {
    var appended = new Heard<Appended>();
    var signalled = new Heard<ExecutionId>();
    var queue = new Heard<Boolean>();
    another(appended, signalled, () -> queue.add(true));
    var owner = running();
    var id = owner.summary().id();
    owner = append(owner, owner.next(3));

    Waiting.until("appended", PATIENCE, () -> appended.contains(Appended.elsewhere(id, 4)));
    await(store().signal(id, SignalRules.CANCEL));
    Waiting.until("signalled", PATIENCE, () -> signalled.contains(id));
    queue.clear();
    append(owner, owner.release());
    Waiting.until("queued", PATIENCE, () -> !queue.isEmpty());
  }

  /** What a listener heard. */
  final class Heard<T> extends CopyOnWriteArrayList<T> {
    private static final long serialVersionUID = 1;
  }
}
