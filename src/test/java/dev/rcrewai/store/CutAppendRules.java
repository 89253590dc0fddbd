package dev.rcrewai.store;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.Journal;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.execution.Status;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.store.FaultProxy.Where;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Appending with a cut: in the journal once, and what it does to lease and queue is done once. */
interface CutAppendRules extends StoreBehindProxy {

  /** Appends a batch with every exchange cut, goes on as a journal does, and checks the rest. */
  private void everyAppend(Where where, Function<Owner, Batch> birth, Consumer<Batch> check) {
    everyCut(
        where,
        () -> {
          var owner = running(draft().caller(newCaller()));
          var batch = birth.apply(owner);
          int depth = depth();
          return new Scene<>(
              () -> behind().append(batch),
              answer -> {
                answer.ifPresent(result -> assertThat(result).isEqualTo(AppendResult.STORED));
                storedOnce(batch, answer.isPresent());
                int queued = batch.summary().status() == Status.QUEUED ? 1 : 0;
                assertThat(depth()).isEqualTo(depth + queued);
                check.accept(batch);
              });
        });
  }

  private void storedOnce(Batch batch, boolean known) {
    var id = batch.lease().execution();
    var tail = await(store().read(id, batch.expectedLastSeq(), 100));
    if (known || !tail.isEmpty()) {
      assertSame(tail, batch.events());
      assertThat(await(store().append(batch))).isEqualTo(AppendResult.FENCED);
    } else {
      assertThat(await(store().append(batch))).isEqualTo(AppendResult.STORED);
    }
    contiguousJournal(id);
    assertThat(found(id)).isEqualTo(batch.summary());
  }

  @ParameterizedTest
  @EnumSource
  default void append_cut_isInTheJournalOnce_andTheNextFits(Where where) {
    everyAppend(
        where,
        owner -> owner.next(3),
        batch -> {
          assertThat(held(List.of(batch.lease().execution()))).containsExactly(batch.lease());
          assertOpen(batch.summary().caller(), 1);
          append(
              new Owner(batch.lease(), batch.summary()),
              new Owner(batch.lease(), batch.summary()).next(1));
        });
  }

  @ParameterizedTest
  @EnumSource
  default void append_cut_ofTheEnd_endsItOnce(Where where) {
    everyAppend(
        where,
        Owner::complete,
        batch -> {
          var caller = batch.summary().caller();
          assertThat(held(List.of(batch.lease().execution()))).isEmpty();
          accept(draft().caller(caller).limits(100_000, 1).claimer(NODE));
          assertOpen(caller, 1);
        });
  }

  @ParameterizedTest
  @EnumSource
  default void append_cut_thatReleases_queuesItOnce(Where where) {
    everyAppend(
        where,
        Owner::release,
        batch -> {
          var id = batch.lease().execution();
          assertOpen(batch.summary().caller(), 1);
          assertThat(await(store().claim(OTHER, id)).orElseThrow().epoch()).isEqualTo(2);
          assertThat(await(store().claim(NODE, id))).isEmpty();
        });
  }

  @ParameterizedTest
  @EnumSource
  default void append_cut_thatParks_waitsAndIsWokenOnce(Where where) {
    everyAppend(
        where,
        Owner::park,
        batch -> {
          var id = batch.lease().execution();
          assertThat(await(store().claim(OTHER, id))).isEmpty();
          await(store().signal(id, CutSignalRules.CANCEL));
          assertThat(await(store().claim(OTHER, id))).isPresent();
        });
  }

  @ParameterizedTest
  @EnumSource
  default void journal_whoseAppendsAreCut_recordsEachEventOnce_andKeepsItsLease(Where where) {
    everyCut(
        where,
        () -> {
          var owner = running(draft().caller(newCaller()));
          var fenced = new AtomicInteger();
          return new Scene<>(
              () -> write(owner, fenced, 5).map("written"),
              answer -> {
                assertThat(answer).as("all is durable in the end").isPresent();
                assertThat(contiguousJournal(owner.summary().id())).hasSize(7);
                assertThat(fenced).hasValue(0);
              });
        });
  }

  @Test
  default void journal_beforeAServerThatIsSilent_recordsEachEventOnce_whenItIsBack() {
    var owner = running(draft().caller(newCaller()));
    var fenced = new AtomicInteger();
    await(behind().check());
    proxy().hold();
    var written = write(owner, fenced, 5);
    await(vertx().timer(TIMEOUT.toMillis() * 3));
    assertThat(written.isComplete()).isFalse();
    proxy().pass();
    await(written);
    assertThat(contiguousJournal(owner.summary().id())).hasSize(7);
    assertThat(fenced).hasValue(0);
  }

  /** A journal behind the proxy writes the start and so many events, some together. */
  private Future<Void> write(Owner owner, AtomicInteger fenced, int count) {
    var done = Promise.<Void>promise();
    var context = vertx().getOrCreateContext();
    var id = owner.summary().id();
    var fold = ExecutionFold.of(await(store().read(id, 0, 10)));
    var journal =
        new Journal(
            context,
            behind(),
            owner.lease(),
            fold,
            InstantSource.system(),
            Journal.Observer.NONE,
            fenced::incrementAndGet);
    context.runOnContext(_ -> {
      journal.add(new EventData.ExecutionStarted(NODE.text(), 1));
      for (int i = 0; i < count; i++) {
        var task = "task-" + i;
        journal.add(new EventData.TaskStarted(StepPath.task(task).started(), task, "agent"));
        journal.flush();
      }
      journal.flush().onComplete(done);
    });
    return done.future();
  }
}
