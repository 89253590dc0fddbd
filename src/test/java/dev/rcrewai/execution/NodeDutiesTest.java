package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.config.KeptKeys;
import dev.rcrewai.config.Secret;
import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node does from time to time. */
class NodeDutiesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final LocalBus bus = LocalBus.on(vertx);
  private final ScriptedStore store = new ScriptedStore();
  private final Watchers watchers = new Watchers();
  private final Membership membership =
      new Membership(vertx, store, Duration.ofHours(1), System::nanoTime);
  private final Dispatcher dispatcher =
      new Dispatcher(
          vertx, bus, store, membership, new CallerKeys(new KeptKeys(new Secret(""))), 2);
  private final NodeDuties duties =
      new NodeDuties(
          vertx,
          bus,
          store,
          dispatcher,
          watchers,
          Clock.systemUTC(),
          Duration.ofDays(7),
          Duration.ofDays(90));
  private final List<RunLease> taken = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private void takeRuns() {
    bus.answer(
        ExecutionAddresses.RUN,
        lease -> {
          taken.add(lease);
          return Future.succeededFuture();
        });
  }

  @Test
  void lease_thatIsUnknownTwice_isRun() {
    takeRuns();
    var lease = new Lease(Draft.draft().id(), membership.node(), 1);
    store.leases.add(lease);

    await(duties.compareLeases());
    assertThat(taken).isEmpty();
    await(duties.compareLeases());

    Waiting.until("taken", PATIENCE, () -> taken.equals(List.of(new RunLease(lease, List.of()))));
    await(duties.compareLeases());
    await(duties.compareLeases());
    assertThat(taken).hasSize(1);
    assertThat(dispatcher.running()).isEqualTo(1);
  }

  @Test
  void lease_thatIsKnown_isLeftAlone() {
    takeRuns();
    var lease = new Lease(Draft.draft().id(), membership.node(), 1);
    assertThat(dispatcher.tryTakeSlot()).isTrue();
    dispatcher.run(new RunLease(lease, List.of()));
    Waiting.until("taken", PATIENCE, () -> taken.size() == 1);
    store.leases.add(lease);

    await(duties.compareLeases());
    await(duties.compareLeases());

    assertThat(taken).hasSize(1);
  }

  @Test
  void purge_goesOnUntilNothingIsLeft() {
    store.ended = 1_001;

    await(duties.purge());

    assertThat(store.ended).isZero();
  }

  @Test
  void shared_signalsAndJournalsOfOtherNodes_areHeardWithoutNews() {
    store.shared = true;
    var signalled = new CopyOnWriteArrayList<ExecutionId>();
    var heard = new CopyOnWriteArrayList<Appended>();
    var id = Draft.draft().id();
    bus.listen(ExecutionAddresses.SIGNALLED, signalled::add);
    watchers.watch(id, Interest.EVENTS, vertx.getOrCreateContext(), heard::add);
    store.signalled.add(id);
    store.stored.add(Draft.draft().events().getFirst());

    duties.start();

    Waiting.until("signal", PATIENCE, () -> signalled.contains(id));
    Waiting.until("journal", PATIENCE, () -> heard.contains(Appended.elsewhere(id, 1)));
  }
}
