package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Await.awaitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.LeaseStore.Heartbeat;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens while PostgreSQL is away, and afterwards. */
class OutageTest extends PostgresStoreFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  private static PostgresServer server;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.stop();
  }

  @Test
  void killedUnderLoad_keepsAllThatWasAcknowledgedAndComesBackByItself() {
    var url = server.newSchema();
    var store = opened(url);
    var owners = IntStream.range(0, 20).mapToObj(i -> running(store)).toList();
    var stored = new AtomicInteger();
    var writing = owners.stream().map(owner -> write(store, owner, stored)).toList();
    Waiting.until("under load", PATIENCE, () -> stored.get() > 200);

    server.kill();
    var acknowledged = awaitAll(writing);
    assertThatThrownBy(() -> await(store.check())).isNotInstanceOf(AssertionError.class);
    server.restart();

    Waiting.until("back", PATIENCE, () -> await(store.check().map(true).otherwise(false)));
    for (var owner : acknowledged) {
      var seqs = await(store.read(owner.summary().id(), 0, 10_000)).stream().map(Event::seq);
      long last = await(store.find(owner.summary().id())).orElseThrow().lastSeq();
      // The batch whose answer was lost is there or not: one more at most.
      assertThat(last - owner.summary().lastSeq()).isBetween(0L, 1L);
      assertThat(seqs).containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
    }
  }

  /** Appends until it fails; gives the owner after the last acknowledged batch. */
  private static Future<Owner> write(
      PostgresExecutionStore store, Owner owner, AtomicInteger stored) {
    var batch = owner.next(1);
    return store
        .append(batch)
        .transform(answer -> {
          if (answer.failed() || answer.result() == AppendResult.FENCED) {
            return Future.succeededFuture(owner);
          }
          stored.incrementAndGet();
          return write(store, owner.after(batch), stored);
        });
  }

  @Test
  void silent_failsWithinTheTimeoutsAndComesBackByItself() {
    var store = store(server.newSchema(), 2, SHORT);
    await(store.open());
    var id = running(store).summary().id();

    server.pause();
    try {
      var finds = IntStream.range(0, 4).mapToObj(i -> store.find(id)).toList();
      finds.forEach(find -> assertThatThrownBy(() -> await(find)).isNotNull());
      assertThatThrownBy(() -> await(store.find(id))).isNotNull();
    } finally {
      server.resume();
    }

    Waiting.until("back", PATIENCE, () -> await(store.find(id).map(true).otherwise(false)));
  }

  @Test
  void silent_atTheClose_doesNotHoldIt() {
    var store = store(server.newSchema(), 2, SHORT);
    await(store.open());
    running(store);

    server.pause();
    try {
      await(store.close());
    } finally {
      server.resume();
    }
  }

  @Test
  void noFreeConnection_failsAfterTheCheckoutTimeoutAndIsNotExecuted() {
    var url = server.newSchema();
    var store = store(url, 1, Duration.ofSeconds(1));
    await(store.open());
    var owner = running(store);
    var alone = Draft.draft();
    var inABatch = Draft.draft();

    try (var _ = PostgresServer.holding(url, "SELECT FROM executions FOR UPDATE")) {
      var slow = store.append(owner.next(1)); // has the only connection, and waits for the row
      server.pause(); // so that it does not give the connection back just in time
      try {
        var behind = store.accept(alone.submission()); // waits for the group before it
        var refused = store.acceptAll(List.of(inABatch.submission())); // waits for a connection
        assertThatThrownBy(() -> await(behind)).hasMessageContaining("it was not written");
        assertThatThrownBy(() -> await(refused)).hasMessageContaining("waiting for connection");
      } finally {
        server.resume();
      }
      assertThatThrownBy(() -> await(slow)).hasMessageContaining("statement timeout");
    }

    assertThat(await(store.find(alone.id()))).isEmpty();
    assertThat(await(store.find(inABatch.id()))).isEmpty();
    append(store, owner, owner.next(1));
  }

  @Test
  void heartbeat_withoutAFreeConnection_isAnswered() {
    var url = server.newSchema();
    var store = store(url, 1, Duration.ofSeconds(5));
    await(store.open());
    await(store.join(NODE, PATIENCE));
    var owner = running(store);

    try (var _ = PostgresServer.holding(url, "SELECT FROM executions FOR UPDATE")) {
      var slow = store.append(owner.next(1));
      assertThat(await(store.heartbeat(NODE, PATIENCE))).isEqualTo(Heartbeat.RENEWED);
      assertThat(slow.isComplete()).isFalse();
    }
  }

  @Test
  void news_afterTheListeningConnectionWasLost_isHeardAgain() {
    var url = server.newSchema();
    var store = opened(url);
    var heard = new AtomicInteger();
    opened(url).onAppended(appended -> heard.incrementAndGet());
    var owner = new Owner[] {running(store)};

    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");

    heard.set(0);
    Waiting.until(
        "heard again",
        PATIENCE,
        () -> {
          owner[0] = append(store, owner[0], owner[0].next(1));
          await(vertx().timer(20, TimeUnit.MILLISECONDS));
          return heard.get() > 0;
        });
  }

  @Test
  void open_withoutDatabase_failsAndShowsNoPassword() {
    var nobody = "postgresql://rcrewai:the-password@127.0.0.1:1/postgres";

    assertThatThrownBy(() -> await(store(nobody).open()))
        .hasMessageContaining("127.0.0.1:1")
        .satisfies(failure -> assertThat(everything(failure)).doesNotContain("the-password"));
  }

  @Test
  void open_withAWrongPassword_failsAndShowsNone() {
    var wrong = server.url().replace(PostgresServer.PASSWORD, "the-password");

    assertThatThrownBy(() -> await(store(wrong).open()))
        .hasStackTraceContaining("password authentication failed")
        .satisfies(failure -> assertThat(everything(failure)).doesNotContain("the-password"));
  }

  private static String everything(Throwable failure) {
    var text = new StringBuilder();
    List.of(failure, failure.getCause() == null ? failure : failure.getCause())
        .forEach(each -> text.append(each).append(List.of(each.getStackTrace())));
    return text.toString();
  }
}
