package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.BudgetSettings;
import dev.rcrewai.config.BudgetSettings.Limit;
import dev.rcrewai.config.BudgetSettings.Period;
import dev.rcrewai.config.ExecutionSettings;
import dev.rcrewai.config.KeptKeys;
import dev.rcrewai.config.Secret;
import dev.rcrewai.limit.Allowances;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.telemetry.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slots, the queue as this node knows it, and what admission makes of both. */
class DispatcherTest {
  private static final Duration LEFT = Duration.ofMinutes(5);
  private static final String CREW = "support";

  private static final CallerKeys NO_KEYS = new CallerKeys(new KeptKeys(new Secret("")));

  private final Vertx vertx = Vertx.vertx();
  private final LocalBus bus = LocalBus.on(vertx);
  private final ScriptedStore store = new ScriptedStore();
  private final Dispatcher dispatcher = dispatcher(2);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void slots_areTakenUpToTheBound_andGivenBack() {
    assertThat(dispatcher.tryTakeSlot()).isTrue();
    assertThat(dispatcher.tryTakeSlot()).isTrue();
    assertThat(dispatcher.tryTakeSlot()).isFalse();
    dispatcher.slotFree();
    assertThat(dispatcher.tryTakeSlot()).isTrue();
  }

  @Test
  void slot_isNotForWhoComesWhileOthersWait() {
    store.answersAtOnce = false; // the claim stays under way
    dispatcher.queued();
    assertThat(dispatcher.queueDepth()).isEqualTo(1);
    assertThat(dispatcher.tryTakeSlot()).isFalse();
  }

  @Test
  void executionThatNoVerticleTakes_losesItsSlot() {
    assertThat(dispatcher.tryTakeSlot()).isTrue();
    dispatcher.run(lease());
    Waiting.until("free", Duration.ofSeconds(10), () -> dispatcher.running() == 0);
  }

  @Test
  void executionIsHandedOver_withItsSlot() {
    var taken = takeRuns();
    assertThat(dispatcher.tryTakeSlot()).isTrue();
    var lease = lease();
    dispatcher.run(lease);
    Waiting.until("taken", Duration.ofSeconds(10), () -> taken.equals(List.of(lease)));
    assertThat(dispatcher.running()).isEqualTo(1);
  }

  @Test
  void drain_waitsForWhatRuns_andTellsWhoAsked() {
    var told = new CopyOnWriteArrayList<String>();
    dispatcher.onDrain(() -> told.add("a"));
    dispatcher.onDrain(() -> told.add("forgotten")).run();
    assertThat(dispatcher.tryTakeSlot()).isTrue();
    var drained = dispatcher.drain();
    assertThat(drained.isComplete()).isFalse();
    assertThat(dispatcher.tryTakeSlot()).isFalse();
    dispatcher.slotFree();
    assertThat(drained.succeeded()).isTrue();
    assertThat(told).containsExactly("a");
  }

  @Test
  void suspects_runOneAtATime_onceNothingElseRuns() {
    var taken = takeRuns();
    assertThat(dispatcher.tryTakeSlot()).isTrue();
    store.suspects = 2;
    dispatcher.start();
    assertThat(dispatcher.tryTakeSlot()).as("the lane is being cleared").isFalse();
    assertThat(store.suspects).isEqualTo(2);
    dispatcher.slotFree();
    Waiting.until("the first", Duration.ofSeconds(10), () -> taken.size() == 1);
    assertThat(store.suspects).isEqualTo(1);
    dispatcher.left(taken.getFirst().lease());
    Waiting.until("the second", Duration.ofSeconds(10), () -> taken.size() == 2);
  }

  @Test
  void suspects_areNotClaimedByANodeThatLeaves() {
    assertThat(dispatcher.tryTakeSlot()).isTrue();
    store.suspects = 1;
    dispatcher.start();
    var drained = dispatcher.drain();
    dispatcher.slotFree();
    await(drained);
    assertThat(store.suspects).isEqualTo(1);
  }

  @Test
  void executionThatIsBackBeforeItWasLeft_isHeldUnderItsNewLease() {
    takeRuns();
    var first = lease();
    var old = first.lease();
    var next = new Lease(old.execution(), old.node(), old.epoch() + 1);
    dispatcher.run(first);
    dispatcher.run(new RunLease(next, List.of()));
    dispatcher.left(old);
    assertThat(dispatcher.holds(next)).isTrue();
    dispatcher.left(next);
    assertThat(dispatcher.holds(next)).isFalse();
    assertThat(dispatcher.holds(old)).isFalse();
  }

  private List<RunLease> takeRuns() {
    var taken = new CopyOnWriteArrayList<RunLease>();
    bus.answer(
        ExecutionAddresses.RUN,
        lease -> {
          taken.add(lease);
          return Future.succeededFuture();
        });
    return taken;
  }

  @Test
  void drain_duringAClaimOfNothing_ends() {
    store.answersAtOnce = false;
    dispatcher.start();
    assertThat(dispatcher.running()).isPositive();
    var drained = dispatcher.drain();
    assertThat(drained.isComplete()).isFalse();
    store.waiting.remove().run();
    await(drained);
  }

  @Test
  void wishToClaim_duringAClaim_isGrantedAfterIt() {
    store.answersAtOnce = false;
    dispatcher.start();
    dispatcher.queued();
    store.waiting.remove().run();
    assertThat(store.waiting).as("the second claim").hasSize(1);
  }

  @Test
  void backlog_countsWhoArrivedSinceTheStoreWasAsked() {
    var backlog = new Backlog();
    long asked = backlog.mark();
    backlog.arrived();
    backlog.counted(new QueueState(3, Draft.START, 0), asked);
    assertThat(backlog.depth()).isEqualTo(4);
    assertThat(backlog.oldest()).isEqualTo(Draft.START);
  }

  @Test
  void admission_refusesWhatTheQueueWouldNotLeaveInTime() {
    var one = dispatcher(1);
    store.answersAtOnce = false;
    var admission = admission(one);
    one.ended(CREW, Duration.ofSeconds(10));
    for (int i = 0; i < 3; i++) {
      one.queued();
    }
    store.ahead = 3;
    assertThat(checkWait(admission, CREW, 31)).isEmpty();
    assertThat(checkWait(admission, "unknown", 1)).isEmpty();
    assertThat(checkWait(admission, CREW, 29))
        .contains(
            new Submitted.ServerFull(
                "the queue would take 30 s, longer than the timeout", Duration.ofSeconds(30)));
    store.ahead = 1;
    assertThat(checkWait(admission, CREW, 11)).as("most of it is of others").isEmpty();
  }

  @Test
  void admission_boundsWhenToTryAgain() {
    var admission = admission(dispatcher);
    assertThat(admission.callerFull(CREW, 3).retryAfter()).isEqualTo(Duration.ofSeconds(1));
    dispatcher.ended(CREW, Duration.ofHours(1));
    assertThat(admission.callerFull(CREW, 3).retryAfter()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void admission_allowsTimeoutsUpToTheServersOwn() {
    var admission = admission(dispatcher);
    assertThat(admission.timeout(null)).isEqualTo(Duration.ofMinutes(5));
    assertThat(admission.checkTimeout(Duration.ofHours(1))).isNull();
    assertThat(admission.checkTimeout(Duration.ZERO)).isInstanceOf(Submitted.InvalidTimeout.class);
    assertThat(admission.checkTimeout(Duration.ofSeconds(3601)))
        .isEqualTo(
            new Submitted.InvalidTimeout(
                "timeout is 3601.0 s; expected more than 0 and at most 3600.0"));
  }

  @Test
  void admission_whileDraining_isRefused() {
    dispatcher.drain();
    assertThat(admission(dispatcher).checkDraining()).isInstanceOf(Submitted.Draining.class);
  }

  private Dispatcher dispatcher(int slots) {
    var membership = new Membership(vertx, store, LEFT, System::nanoTime);
    return new Dispatcher(vertx, bus, store, membership, NO_KEYS, slots);
  }

  private static Optional<Submitted.Refused> checkWait(
      Admission admission, String crew, int seconds) {
    return await(admission.checkWait(crew, "ann", Duration.ofSeconds(seconds), 1));
  }

  private Admission admission(Dispatcher dispatcher) {
    var settings =
        new ExecutionSettings(
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            2,
            2,
            10,
            3,
            Duration.ZERO,
            4,
            LEFT,
            LEFT,
            LEFT,
            LEFT);
    var unlimited = new BudgetSettings(Limit.NONE, Limit.NONE, Limit.NONE, Period.DAY);
    var spending =
        new Spending(
            store,
            new Allowances(unlimited, Clock.systemUTC()),
            new Metrics(new SimpleMeterRegistry()));
    return new Admission(settings, store, dispatcher, NO_KEYS, spending);
  }

  private RunLease lease() {
    return new RunLease(new Lease(Draft.draft().id(), dispatcher.node(), 1), List.of());
  }
}
