package dev.rcrewai.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.Await;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.StoreUnderTest;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.FaultProxy.Where;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A store whose connections are cut, beside {@link #store}, which sees the truth undisturbed. */
interface StoreBehindProxy extends StoreUnderTest {
  /** What a store is told to wait for a connection or an answer. */
  Duration TIMEOUT = Duration.ofSeconds(1);

  /** Within it every call has ended, one way or the other. */
  Duration DEADLINE = TIMEOUT.multipliedBy(5);

  /** No operation needs as many, not even to open. */
  int EXCHANGES_MAX = 40;

  /** The store whose connections go through the proxy. */
  ExecutionStore behind();

  FaultProxy proxy();

  Vertx vertx();

  /** Another store behind the proxy, on the same data; not open yet. */
  ExecutionStore another();

  /**
   * One call in a situation of its own.
   *
   * @param check is given the call's answer, or nothing where the result is unknown
   */
  record Scene<T>(Supplier<Future<T>> call, Consumer<Optional<T>> check) {}

  /**
   * Plays a scene with the call's first exchange cut, plays it anew with the second one cut, and so
   * on until a call is over before that.
   */
  default <T> void everyCut(Where where, Supplier<Scene<T>> scenes) {
    for (int nth = 1; nth <= EXCHANGES_MAX; nth++) {
      var scene = scenes.get();
      Await.await(behind().check()); // it has a connection again
      var cut = proxy().cut(where, nth);
      var answer = answer(scene.call().get());
      proxy().pass();
      scene.check().accept(answer);
      if (cut.done() == 0) {
        assertThat(answer).as("a call that was not cut").isPresent();
        assertThat(nth).as("exchanges of the call").isGreaterThan(1);
        return;
      }
    }
    throw new AssertionError("more than " + EXCHANGES_MAX + " exchanges");
  }

  /** Nothing where it failed; it must not take longer than the deadline. */
  static <T> Optional<T> answer(Future<T> future) {
    try {
      var answer = future.toCompletionStage().toCompletableFuture();
      return Optional.of(answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      return Optional.empty();
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("no answer within " + DEADLINE, e);
    }
  }

  /** A caller that nobody else in this test is. */
  default String newCaller() {
    return "caller-" + UUID.randomUUID();
  }

  /** The journal is there from its first seq to its last, and says so in its summary. */
  default List<Event> contiguousJournal(ExecutionId id) {
    var events = Await.await(store().read(id, 0, 1_000));
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).seq()).isEqualTo(i + 1L);
    }
    assertThat(found(id).lastSeq()).isEqualTo(events.size());
    return events;
  }

  /** Not {@code equals}: what was stored has passed through JSON. */
  default void assertSame(List<Event> actual, List<Event> expected) {
    assertThat(Json.events(actual)).isEqualTo(Json.events(expected));
  }

  /** How many open executions the caller has, as its limit has it. */
  default void assertOpen(String caller, int count) {
    var one = Draft.draft().caller(caller).limits(100_000, count).claimer(NODE);
    assertThat(Await.await(store().accept(one.submission())))
        .isEqualTo(new Acceptance.CallerFull(count));
  }

  default int depth() {
    return Await.await(store().queue()).depth();
  }

  /** What the node holds of these. */
  default List<Lease> held(List<ExecutionId> ids) {
    return Await.await(store().leases(NODE)).stream()
        .filter(lease -> ids.contains(lease.execution()))
        .toList();
  }
}
