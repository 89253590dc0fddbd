package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Writes that share a statement: each has an answer of its own, and none harms another. */
class GroupedWritesTest extends PostgresStoreFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String WAITS =
      "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'SELECT%'";

  private final String url = PostgresServer.shared().newSchema();

  private PostgresServer.Held held(Owner owner) {
    return PostgresServer.holding(
        url, "SELECT FROM executions WHERE id = '%s' FOR UPDATE".formatted(id(owner)));
  }

  private static String id(Owner owner) {
    return owner.summary().id().text();
  }

  /** A statement of the store waits for a lock; the next ones wait for it. */
  private void awaitLock() {
    Waiting.until("a statement waits", PATIENCE, () -> number("SELECT count(*) " + WAITS) > 0);
  }

  private long number(String sql) {
    return PostgresServer.run(url, sql).iterator().next().getLong(0);
  }

  /** Appends all while another append is on its way, so that they are one group. */
  private List<Future<AppendResult>> together(PostgresExecutionStore store, Stream<Batch> all) {
    var first = running(store);
    try (var _ = held(first)) {
      store.append(first.next(1));
      awaitLock();
      return all.map(store::append).toList();
    }
  }

  private long commits(List<Owner> owners) {
    var ids = owners.stream().map(owner -> "'" + id(owner) + "'").toList();
    return number(
        "SELECT count(DISTINCT xmin::text) FROM batches WHERE last_seq = 2 AND execution IN (%s)"
            .formatted(String.join(", ", ids)));
  }

  /** In whose commit the execution's last batch was written. */
  private long commitOf(String execution) {
    return number(
        "SELECT xmin::text::bigint FROM batches WHERE execution = '%s' ORDER BY last_seq DESC"
            .formatted(execution));
  }

  @Test
  void appends_thatComeDuringAnother_areDurableTogether() {
    var store = opened(url);
    var owners = IntStream.range(0, 20).mapToObj(i -> running(store)).toList();

    var answers = together(store, owners.stream().map(owner -> owner.next(1)));

    answers.forEach(each -> assertThat(await(each)).isEqualTo(AppendResult.STORED));
    assertThat(commits(owners)).isEqualTo(1);
  }

  @Test
  void whatIsAccepted_isDurableTogetherWithWhatIsAppended() {
    var store = opened(url);
    var owner = running(store);
    var fresh = Draft.draft();
    var first = running(store);
    Future<AppendResult> appended;
    Future<Acceptance> accepted;
    try (var _ = held(first)) {
      store.append(first.next(1));
      awaitLock();
      appended = store.append(owner.next(1));
      accepted = store.accept(fresh.submission());
    }

    assertThat(await(appended)).isEqualTo(AppendResult.STORED);
    assertThat(await(accepted)).isEqualTo(new Acceptance.Stored());
    assertThat(commitOf(id(owner))).isEqualTo(commitOf(fresh.id().text()));
    assertThat(commitOf(id(owner))).isNotEqualTo(commitOf(id(first)));
  }

  @Test
  void fencedAmongStored_isFencedAlone() {
    var store = opened(url);
    var owners = IntStream.range(0, 9).mapToObj(i -> running(store)).toList();
    var stale = owners.get(4);
    var other = new Lease(stale.summary().id(), new NodeId("other"), 1);

    var answers =
        together(
            store,
            owners.stream()
                .map(owner -> owner.equals(stale) ? owner.lease(other).next(1) : owner.next(1)));

    for (int i = 0; i < owners.size(); i++) {
      var expected = i == 4 ? AppendResult.FENCED : AppendResult.STORED;
      assertThat(await(answers.get(i))).isEqualTo(expected);
    }
    assertThat(await(store.read(stale.summary().id(), 0, 10))).hasSize(1);
    append(store, stale, stale.next(1));
  }

  @Test
  void batchesOfOneExecution_areStoredInTheirOrder() {
    var store = opened(url);
    var owner = running(store);
    var second = owner.next(2);
    var third = owner.after(second).next(1);

    var answers = together(store, Stream.of(second, third));

    answers.forEach(each -> assertThat(await(each)).isEqualTo(AppendResult.STORED));
    assertThat(await(store.read(owner.summary().id(), 0, 10))).hasSize(4);
  }

  @Test
  void groupWhoseConnectionDies_isUnknownToAll_andWasWrittenWholeOrNotAtAll() {
    var store = opened(url);
    var owners = IntStream.range(0, 5).mapToObj(i -> running(store)).toList();
    List<Future<AppendResult>> answers;
    try (var _ = held(owners.get(2))) {
      answers = together(store, owners.stream().map(owner -> owner.next(1)));
      awaitLock();
      PostgresServer.run(url, "SELECT pg_terminate_backend(pid) " + WAITS);
      answers.forEach(each -> assertThatThrownBy(() -> await(each)).isNotNull());
    }

    for (var owner : owners) {
      assertThat(await(store.find(owner.summary().id()))).contains(owner.summary());
      append(store, owner, owner.next(1));
    }
  }

  @Test
  void acceptsThatFailAndThatAreRefused_harmNoOthers() {
    var store = opened(url);
    var taken = Draft.draft();
    await(store.accept(taken.submission()));
    var waiting = Draft.draft().key("k", "body", Instant.MAX);
    var owner = running(store);
    var good = IntStream.range(0, 5).mapToObj(i -> Draft.draft().caller("bob")).toList();
    Future<Acceptance> bad;
    Future<Acceptance> full;
    Future<AppendResult> appended;
    List<Future<Acceptance>> others;
    try (var _ = PostgresServer.holding(url, keyOf(waiting))) {
      store.accept(waiting.submission());
      awaitLock();
      bad = store.accept(taken.caller("bob").submission());
      full = store.accept(Draft.draft().caller("bob").limits(100, 0).submission());
      appended = store.append(owner.next(1));
      others = good.stream().map(draft -> store.accept(draft.submission())).toList();
    }

    assertThatThrownBy(() -> await(bad)).hasMessageContaining("executions_pkey");
    assertThat(await(full)).isInstanceOf(Acceptance.CallerFull.class);
    assertThat(await(appended)).isEqualTo(AppendResult.STORED);
    others.forEach(each -> assertThat(await(each)).isEqualTo(new Acceptance.Stored()));
    good.forEach(draft -> assertThat(await(store.find(draft.id()))).contains(draft.summary()));
  }

  private static String keyOf(Draft draft) {
    return """
    INSERT INTO keys (caller, operation, key, body_hash, execution, kept_until)
    VALUES ('%s', 'execute', 'k', 'body', gen_random_uuid(), 0)\
    """
        .formatted(draft.caller());
  }

  /** The plan of a server that found the tables empty must be as good when they are full. */
  @Test
  void appends_readWhatTheyWriteAndNothingElse() {
    var store = opened(url);
    var owners = IntStream.range(0, 100).mapToObj(i -> running(store)).toList();

    together(store, owners.stream().map(owner -> owner.next(1))).forEach(each -> await(each));
    await(store.close()); // its connections report what they did

    assertThat(
            number(
                "SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes"
                    + " WHERE schemaname = current_schema() AND relname = 'executions'"))
        .isLessThan(1_000);
  }
}
