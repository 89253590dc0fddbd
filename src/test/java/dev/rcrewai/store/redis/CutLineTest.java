package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.SignalResult;
import dev.rcrewai.execution.SignalRules;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection breaks between send and reply: the write is done, its caller does not know. */
class CutLineTest extends RedisStoreFixture {
  private CutProxy proxy;
  private RedisExecutionStore cut;

  @BeforeEach
  void openThroughTheProxy() {
    proxy = new CutProxy(vertx(), redis().port());
    closing(proxy);
    cut = open(settings("redis://127.0.0.1:" + proxy.port(), Duration.ofSeconds(5), 3));
    useEveryConnection();
  }

  /** Otherwise the answer that is lost would be one to a script that Redis does not know. */
  @BeforeAll
  static void loadScripts() {
    for (var script : Script.values()) {
      redis().cli("SCRIPT", "LOAD", script.text());
    }
  }

  private void useEveryConnection() {
    for (int i = 0; i < Links.COUNT; i++) {
      await(cut.queue());
    }
    await(cut.heartbeat(new NodeId("nobody"), LIFE));
  }

  private void lose(Supplier<Future<?>> call) {
    proxy.cutAtTheNextAnswer();
    assertThatThrownBy(() -> await(call.get())).hasMessageContaining("what was asked may be done");
    useEveryConnection();
  }

  @Test
  void accept_whoseAnswerIsLost_isThere_andIsNotAcceptedAgain() {
    accept(draft());
    var draft = draft();

    lose(() -> cut.accept(draft.submission()));

    assertThat(await(cut.find(draft.id()))).contains(draft.summary());
    assertThatThrownBy(() -> await(cut.accept(draft.submission())))
        .hasMessageContaining("is there already");
    assertThat(await(cut.queue()).depth()).isEqualTo(2);
  }

  @Test
  void append_whoseAnswerIsLost_isThere_andIsFencedWhenRepeated() {
    var owner = running();
    var batch = owner.next(2);

    lose(() -> cut.append(batch));

    assertThat(await(cut.append(batch))).isEqualTo(AppendResult.FENCED);
    assertThat(await(cut.read(owner.summary().id(), 1, 10))).isEqualTo(batch.events());
  }

  @Test
  void append_ofTheEnd_whoseAnswerIsLost_endsOnce() {
    var owner = running();

    lose(() -> cut.append(owner.complete()));

    assertThat(await(cut.append(owner.complete()))).isEqualTo(AppendResult.FENCED);
    assertThat(await(cut.read(owner.summary().id(), 0, 10))).hasSize(2);
    assertThat(redis().cli("HGET", "rcrewai:open", "ann")).isEmpty();
  }

  @Test
  void signal_whoseAnswerIsLost_isADuplicateWhenRepeated() {
    var id = queued();

    lose(() -> cut.signal(id, SignalRules.CANCEL));

    assertThat(await(cut.signal(id, SignalRules.CANCEL))).isEqualTo(SignalResult.DUPLICATE);
    assertThat(await(cut.signals(id))).hasSize(1);
  }

  @Test
  void claim_whoseAnswerIsLost_isAmongTheLeases() {
    var id = queued();

    lose(() -> cut.claim(NODE, 10));

    assertThat(await(cut.leases(NODE))).containsExactly(new Lease(id, NODE, 1));
    assertThat(await(cut.claim(NODE, 10))).isEmpty();
  }

  @Test
  void claimOfOne_whoseAnswerIsLost_isAmongTheLeases() {
    var id = queued();

    lose(() -> cut.claim(NODE, id));

    assertThat(await(cut.leases(NODE))).containsExactly(new Lease(id, NODE, 1));
  }

  @Test
  void lifeOfANode_goesOnWhateverAnswerIsLost() {
    lose(() -> cut.join(NODE, LIFE));
    lose(() -> cut.heartbeat(NODE, LIFE));
    lose(() -> cut.enterLane(NODE));
    assertThat(await(cut.enterLane(NODE))).isTrue();
    lose(() -> cut.leaveLane(NODE));
    running();

    lose(() -> cut.leave(NODE));

    assertThat(await(cut.leases(NODE))).isEmpty();
    assertThat(await(cut.queue()).depth()).isEqualTo(1);
  }

  @Test
  void deletion_whoseAnswerIsLost_hasHappened() {
    var owner = running();
    append(owner, owner.complete());

    lose(() -> cut.erase("ann", 10));

    assertThat(await(cut.erase("ann", 10))).isZero();
    assertThat(await(cut.find(owner.summary().id()))).isEmpty();
  }
}
