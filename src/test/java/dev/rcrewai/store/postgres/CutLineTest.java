package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.LeaseStore.Heartbeat;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.SignalResult;
import dev.rcrewai.execution.SignalRules;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection breaks between send and reply: the write is done, its caller does not know. */
class CutLineTest extends PostgresStoreFixture {
  private static final Duration TTL = Duration.ofMinutes(1);

  private CutProxy proxy;
  private PostgresExecutionStore cut;

  /** The same data, by a way that is not cut. */
  private PostgresExecutionStore store;

  @BeforeEach
  void openThroughTheProxy() {
    var server = PostgresServer.shared();
    var url = server.newSchema();
    proxy = new CutProxy(vertx(), server.port());
    store = opened(url);
    cut = store(url.replace(":" + server.port(), ":" + proxy.port()), 1, Duration.ofSeconds(5));
    await(cut.open());
  }

  @AfterEach
  void closeTheProxy() {
    closeStores();
    proxy.close();
  }

  /**
   * Loses the answer to a call whose statement is prepared, so that its arguments go out at once.
   */
  private void lose(String marker, Supplier<Future<?>> call) {
    proxy.loseTheAnswerTo(marker);
    assertThatThrownBy(() -> await(call.get())).isNotInstanceOf(AssertionError.class);
    assertThat(proxy.isDone()).isTrue();
    // The pool may hand out the dead connection once more before it hears of its end.
    Waiting.until("a new connection", TTL, () -> await(cut.queue().map(true).otherwise(false)));
  }

  private Lease accepted() {
    return running(cut).lease();
  }

  @Test
  void accept_whoseAnswerIsLost_isThere_andIsFoundByItsKey() {
    accepted();
    var keyed = draft().key("the-key", "body", Draft.START.plusSeconds(60));

    lose("the-key", () -> cut.accept(keyed.submission()));

    assertThat(await(cut.find(keyed.id()))).contains(keyed.summary());
    assertThat(await(cut.accept(keyed.submission())))
        .isEqualTo(new Acceptance.Replayed(keyed.id()));
    assertThat(await(cut.queue()).depth()).isEqualTo(1);
  }

  @Test
  void accept_whoseAnswerIsLost_isNotAcceptedAgain() {
    accepted();
    var plain = draft().requestId("the-request");

    lose("the-request", () -> cut.accept(plain.submission()));

    assertThat(await(cut.find(plain.id()))).contains(plain.summary());
    assertThatThrownBy(() -> await(cut.accept(plain.submission())));
    assertThat(await(cut.read(plain.id(), 0, 10))).hasSize(1);
  }

  @Test
  void append_whoseAnswerIsLost_isThere_andIsNotAppendedAgain() {
    var owner = running(cut);
    owner = append(cut, owner, owner.next(1));
    var batch = owner.next(2);

    lose("chat.started", () -> cut.append(batch));

    assertThat(await(cut.read(owner.summary().id(), 2, 10))).isEqualTo(batch.events());
    assertThat(await(cut.append(batch))).isEqualTo(AppendResult.FENCED);
    append(cut, owner.after(batch), owner.after(batch).next(1));
  }

  @Test
  void claim_whoseAnswerIsLost_isFoundAmongTheLeases() {
    var node = new NodeId("the-claimer");
    await(cut.claim(node, 1));
    var id = draft();
    await(store.accept(id.submission()));

    lose(node.text(), () -> cut.claim(node, 1));

    assertThat(await(cut.leases(node))).containsExactly(new Lease(id.id(), node, 1));
  }

  @Test
  void signal_whoseAnswerIsLost_isThereOnce() {
    var id = accepted().execution();
    await(cut.signal(draft().id(), SignalRules.CANCEL));

    lose("changed my mind", () -> cut.signal(id, SignalRules.CANCEL));

    assertThat(await(cut.signals(id))).containsExactly(SignalRules.CANCEL);
    assertThat(await(cut.signal(id, SignalRules.CANCEL))).isEqualTo(SignalResult.DUPLICATE);
  }

  @Test
  void heartbeat_whoseAnswerIsLost_wasDone_andTheNextIsAnswered() {
    var node = new NodeId("the-node");
    await(cut.join(node, TTL));
    await(cut.heartbeat(node, TTL));

    lose(node.text(), () -> cut.heartbeat(node, TTL));

    assertThat(await(cut.heartbeat(node, TTL))).isEqualTo(Heartbeat.RENEWED);
  }

  @Test
  void leave_whoseAnswerIsLost_wasDone() {
    var lease = accepted();
    var node = new NodeId("the-leaver");
    await(cut.leave(node));
    await(cut.join(node, TTL));

    lose(node.text(), () -> cut.leave(node));

    assertThat(await(cut.heartbeat(node, TTL))).isEqualTo(Heartbeat.GIVEN_UP);
    assertThat(await(cut.leases(NODE))).containsExactly(lease);
  }
}
