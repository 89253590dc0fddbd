package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Listening, opening, closing. */
public interface LifeRules extends StoreUnderTest {
  Vertx vertx();

  /** What the store told since it was made, in order. */
  List<Appended> appended();

  /** Whose signals the store told of since it was made. */
  List<ExecutionId> signalled();

  @Test
  default void onAppended_hearsEveryDurableBatchInOrderBeforeItsCaller() {
    var draft = draft().claimer(NODE);
    accept(draft);
    var owner = Owner.of(draft);
    var first = owner.next(2);
    owner = append(owner, first);
    var fenced = owner.from(9);
    await(store().append(fenced));
    var last = owner.complete();
    append(owner, last);

    assertThat(appended())
        .containsExactly(
            new Appended(draft.id(), draft.events()),
            new Appended(draft.id(), first.events()),
            new Appended(draft.id(), last.events()));
  }

  @Test
  default void onAppended_whenTold_theEventsCanBeRead() {
    var owner = running();
    var seen = new CopyOnWriteArrayList<Integer>();
    var read = Promise.<Void>promise();
    store()
        .onAppended(news ->
            store()
                .read(news.execution(), 0, 100)
                .<Void>map(events -> {
                  seen.add(events.size());
                  return null;
                })
                .onComplete(read::tryComplete, read::tryFail));

    append(owner, owner.next(3));

    await(read.future());
    assertThat(seen).containsExactly(4);
  }

  @Test
  default void onAppended_listenerThatThrows_harmsNobody() {
    store()
        .onAppended(news -> {
          throw new IllegalStateException("a listener's own fault");
        });

    accept(draft());
    accept(draft());
  }

  @Test
  default void onSignal_hearsEveryStoredSignal() {
    var id = queued();
    await(store().signal(id, SignalRules.CANCEL));
    await(store().signal(id, SignalRules.CANCEL));

    assertThat(signalled()).containsExactly(id);
  }

  @Test
  default void onSignal_hearsAgainWhenParkedWithASignalUnseen() {
    var owner = running();
    var id = owner.summary().id();
    await(store().signal(id, SignalRules.CANCEL));

    append(owner, owner.park());

    assertThat(signalled()).containsExactly(id, id);
  }

  @Test
  default void everyFuture_completesOnItsCallersContext() {
    var context = vertx().getOrCreateContext();
    var contexts = new CopyOnWriteArrayList<Context>();
    var done = Promise.<Void>promise();

    context.runOnContext(start ->
        store()
            .accept(draft().submission())
            .map(any -> contexts.add(Vertx.currentContext()))
            .compose(any -> store().queue())
            .map(any -> contexts.add(Vertx.currentContext()))
            .compose(any -> store().check())
            .<Void>map(any -> {
              contexts.add(Vertx.currentContext());
              return null;
            })
            .onComplete(done));

    await(done.future());
    assertThat(contexts).containsExactly(context, context, context);
  }

  @Test
  default void check_ofAnOpenStore_succeeds() {
    assertThat(await(store().check()).durability()).isNotBlank();
  }

  @Test
  default void everything_ofAClosedStore_fails() {
    await(store().close());

    assertThatThrownBy(() -> await(store().check())).hasMessage("the store is closed");
    assertThatThrownBy(() -> await(store().find(draft().id()))).hasMessage("the store is closed");
    assertThatThrownBy(() -> await(store().accept(draft().submission())))
        .hasMessage("the store is closed");
    await(store().close());
  }

  @Test
  default void close_withWritesWaiting_finishesThem() {
    var accepted = store().accept(draft().submission());

    await(store().close());

    assertThat(await(accepted)).isEqualTo(new Acceptance.Stored());
  }
}
