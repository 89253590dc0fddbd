package dev.rcrewai.store;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Appended;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.ExecutionStore;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.FaultProxy.Where;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reading, clearing up, opening and being alone, with a cut. */
interface CutReadRules extends StoreBehindProxy {
  Duration BACK_WITHIN = Duration.ofSeconds(10);

  /** Everything that only reads, about one execution and its caller. */
  private static Map<String, Function<ExecutionStore, Future<?>>> reads(Owner owner) {
    var id = owner.summary().id();
    var filter =
        new ExecutionFilter(owner.summary().caller(), null, null, null, null, null, 10, null);
    var reads = new LinkedHashMap<String, Function<ExecutionStore, Future<?>>>();
    reads.put("find", store -> store.find(id));
    reads.put("read", store -> store.read(id, 0, 10));
    reads.put("list", store -> store.list(filter));
    reads.put("signals", store -> store.signals(id));
    reads.put("crew", store -> store.crew("hash-1"));
    reads.put("lastSeqs", store -> store.lastSeqs(List.of(id)));
    reads.put("leases", store -> store.leases(NODE));
    reads.put("signalled", store -> store.signalled(NODE));
    reads.put("queue", ExecutionStore::queue);
    return reads;
  }

  @ParameterizedTest
  @EnumSource
  default void everyRead_cut_failsOrIsRight_andChangesNothing(Where where) {
    var owner = running(draft().caller(newCaller()));
    await(store().signal(owner.summary().id(), CutSignalRules.CANCEL));
    reads(owner)
        .forEach((name, read) -> {
          Object truth = await(read.apply(store()));
          everyCut(
              where,
              () ->
                  new Scene<>(
                      () -> read.apply(behind()).map(Object.class::cast),
                      answer -> {
                        answer.ifPresent(said -> assertThat(said).as(name).isEqualTo(truth));
                        assertThat((Object) await(read.apply(store()))).as(name).isEqualTo(truth);
                      }));
        });
  }

  @ParameterizedTest
  @EnumSource
  default void purge_cut_andAgain_leavesNothing_andTakesNothingElse(Where where) {
    everyCut(
        where,
        () -> {
          var open = running(draft().caller(newCaller()));
          var ended = List.of(ended(newCaller()), ended(newCaller()));
          var all = Draft.START.plus(Duration.ofDays(1));
          return new Scene<>(
              () -> behind().purge(all, 10),
              answer -> {
                answer.ifPresent(count -> assertThat(count).isEqualTo(2));
                await(store().purge(all, 10));
                assertGone(ended);
                append(open, open.next(1));
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void erase_cut_andAgain_leavesNothingOfTheCallersEnded(Where where) {
    everyCut(
        where,
        () -> {
          var caller = newCaller();
          var other = ended(newCaller());
          var open = running(draft().caller(caller));
          var ended = List.of(ended(caller), ended(caller));
          return new Scene<>(
              () -> behind().erase(caller, 10),
              answer -> {
                answer.ifPresent(count -> assertThat(count).isEqualTo(2));
                await(store().erase(caller, 10));
                assertGone(ended);
                assertOpen(caller, 1);
                append(open, open.next(1));
                contiguousJournal(other);
              });
        });
  }

  private ExecutionId ended(String caller) {
    var owner = running(draft().caller(caller));
    append(owner, owner.complete());
    return owner.summary().id();
  }

  private void assertGone(List<ExecutionId> ids) {
    assertThat(await(store().lastSeqs(ids))).isEmpty();
    for (var id : ids) {
      assertThat(await(store().find(id))).isEmpty();
      assertThat(await(store().read(id, 0, 10))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  default void open_cut_failsOrSucceeds_andTheNextOneOpens(Where where) {
    var owner = running();
    everyCut(
        where,
        () -> {
          var opening = another();
          return new Scene<>(
              () -> opening.open().map("open"),
              answer -> {
                answer.ifPresent(_ -> await(opening.find(owner.summary().id())));
                await(opening.close());
                var next = another();
                await(next.open());
                assertThat(await(next.find(owner.summary().id()))).contains(owner.summary());
                await(next.close());
              });
        });
  }

  @Test
  default void serverAway_everyCallFailsWithinItsDeadline_andWorksWhenItIsBack() {
    var owner = running(draft().caller(newCaller()));
    var queued = accept(draft().caller(newCaller()));
    proxy().refuse();
    everyCallFails(owner);
    proxy().pass();
    worksAgain(owner, queued);
  }

  @Test
  default void serverSilent_everyCallFailsWithinItsDeadline_andWorksWhenItIsBack() {
    var owner = running(draft().caller(newCaller()));
    var queued = accept(draft().caller(newCaller()));
    await(behind().check());
    proxy().hold();
    everyCallFails(owner);
    proxy().pass();
    worksAgain(owner, queued);
  }

  private void everyCallFails(Owner owner) {
    var calls = reads(owner);
    var draft = draft().caller(newCaller());
    calls.put("check", ExecutionStore::check);
    calls.put("accept", store -> store.accept(draft.submission()));
    calls.put("append", store -> store.append(owner.from(owner.summary().lastSeq() + 9)));
    calls.put("signal", store -> store.signal(owner.summary().id(), CutSignalRules.CANCEL));
    calls.put("claim", store -> store.claim(NODE, draft.id()));
    calls.put("heartbeat", store -> store.heartbeat(NODE, CutLeaseRules.LONG));
    var answers = new LinkedHashMap<String, Future<?>>();
    calls.forEach((name, call) -> answers.put(name, call.apply(behind())));
    answers.forEach((name, answer) ->
        assertThat(StoreBehindProxy.answer(answer.map(Object.class::cast))).as(name).isEmpty());
  }

  private void worksAgain(Owner owner, ExecutionId queued) {
    Waiting.until(
        "works again", BACK_WITHIN, () -> StoreBehindProxy.answer(behind().check()).isPresent());
    append(owner, owner.next(1));
    assertThat(await(behind().claim(NODE, queued))).isPresent();
  }

  @Test
  default void everyConnectionCut_newsOfOtherNodesComeAgain() {
    var heard = new CopyOnWriteArrayList<Appended>();
    var queued = new CopyOnWriteArrayList<String>();
    var listening = another();
    listening.onAppended(heard::add);
    listening.onQueued(() -> queued.add("queued"));
    await(listening.open());
    try {
      awaitNews(heard);
      proxy().cutAll();
      heard.clear();
      queued.clear();
      awaitNews(heard);
      Waiting.until("news of the queue", BACK_WITHIN, () -> !queued.isEmpty());
    } finally {
      await(listening.close());
    }
  }

  /** Appends on the other node until the listener has heard of one append. */
  private void awaitNews(List<Appended> heard) {
    Waiting.until(
        "news of another node",
        BACK_WITHIN,
        () -> {
          var owner = running(draft().caller(newCaller()));
          queued();
          append(owner, owner.next(1));
          var told = System.nanoTime();
          while (heard.isEmpty() && System.nanoTime() - told < 50_000_000L) {
            Thread.onSpinWait();
          }
          return !heard.isEmpty();
        });
    assertThatThrownBy(() -> heard.getFirst().events().getFirst())
        .as("events of another node are to be read")
        .isInstanceOf(RuntimeException.class);
  }
}
