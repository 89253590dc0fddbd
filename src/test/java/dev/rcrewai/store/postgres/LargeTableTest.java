package dev.rcrewai.store.postgres;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Draft;
import dev.rcrewai.execution.ExecutionFilter;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Owner;
import dev.rcrewai.execution.PageToken;
import dev.rcrewai.execution.Signal;
import dev.rcrewai.execution.Status;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Nanos;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Nothing that the store does reads the whole table: 10⁵ executions, 10⁶ with {@code
 * -Drcrewai.drills=full}. Ann's are all of one crew and bob's of another, so that a filter for both
 * finds nothing.
 */
class LargeTableTest extends PostgresStoreFixture {
  private static final int ROWS =
      "full".equals(System.getProperty("rcrewai.drills")) ? 1_000_000 : 100_000;
  private static final int CHUNK = 50_000;
  private static final int QUEUED = 200;
  private static final Pattern REMOVED = Pattern.compile("Rows Removed by Filter: (\\d+)");
  private static final Duration TTL = Duration.ofMinutes(1);

  private static String url = "";

  @BeforeAll
  static void fill() {
    url = PostgresServer.shared().newSchema();
    var store = new LargeTableTest().opened(url);
    await(store.close());
    for (int first = 1; first <= ROWS; first += CHUNK) {
      PostgresServer.run(url, filling(first, first + CHUNK - 1));
    }
    PostgresServer.run(url, "ANALYZE executions");
  }

  private static String filling(int first, int last) {
    return """
    INSERT INTO executions (
      id, crew_name, crew_hash, caller, status, request_id, created_at, ended_at,
      input_tokens, cached_tokens, output_tokens, reasoning_tokens, last_seq, deadline, epoch,
      queued)
    SELECT gen_random_uuid(), CASE i % 2 WHEN 0 THEN 'support' ELSE 'research' END, 'hash',
      CASE i % 2 WHEN 0 THEN 'ann' ELSE 'bob' END,
      CASE WHEN i <= QUEUED THEN 'queued' WHEN i % 1000 < 2 THEN 'failed' ELSE 'completed' END,
      'r-' || i, at, CASE WHEN i > QUEUED THEN at END, 0, 0, 0, 0, 1, at, 0,
      CASE WHEN i <= QUEUED THEN i END
    FROM (
      SELECT i, START + i * 1000000::bigint AS at FROM generate_series(FIRST, LAST) AS i) AS row\
    """
        .replace("START", Long.toString(Nanos.of(Draft.START)))
        .replace("QUEUED", Integer.toString(QUEUED))
        .replace("FIRST", Integer.toString(first))
        .replace("LAST", Integer.toString(last));
  }

  @Test
  void list_withAnyFilter_readsFewRows() {
    for (var filter : filters()) {
      var query = new ListQuery(filter);

      var plan = plan(query);

      assertThat(plan).as("%s", filter).doesNotContain("Seq Scan");
      assertThat(REMOVED.matcher(plan).results().map(match -> Long.parseLong(match.group(1))))
          .as("%s: %s", filter, plan)
          .allMatch(rows -> rows < 1_000);
    }
  }

  private static String plan(ListQuery query) {
    var database = new Database(vertx(), settings(url, 1, Duration.ofSeconds(5)));
    var rows = await(database.run("EXPLAIN ANALYZE " + query.text(), query.arguments()));
    await(database.close());
    var lines = new ArrayList<String>();
    rows.forEach(row -> lines.add(row.getString(0)));
    return String.join("\n", lines);
  }

  /** Every combination of what a filter can have. */
  private static List<ExecutionFilter> filters() {
    return IntStream.range(0, 1 << 6).mapToObj(LargeTableTest::filter).toList();
  }

  private static ExecutionFilter filter(int bits) {
    return new ExecutionFilter(
        has(bits, 0) ? "ann" : null,
        has(bits, 1) ? "research" : null,
        has(bits, 2) ? Status.FAILED : null,
        has(bits, 3) ? "r-777" : null,
        has(bits, 4) ? at(ROWS / 4) : null,
        has(bits, 4) ? at(ROWS / 2) : null,
        50,
        has(bits, 5) ? token() : null);
  }

  private static boolean has(int bits, int bit) {
    return (bits >> bit & 1) == 1;
  }

  private static Instant at(long row) {
    return Draft.START.plusMillis(row);
  }

  private static @Nullable String token() {
    return new PageToken(at(ROWS / 3), draft().id()).text();
  }

  @Test
  void everythingElse_usesAnIndex() {
    long before = sequentialScans();
    var store = opened(url);

    exerciseTheQueue(store);
    exerciseNodes(store);
    exerciseTheRest(store);
    await(store.close()); // its connections report what they did

    assertThat(sequentialScans()).isEqualTo(before);
  }

  private static void exerciseTheQueue(PostgresExecutionStore store) {
    assertThat(await(store.queue()).depth()).isGreaterThan(QUEUED / 2);
    var claimed = await(store.claim(NODE, 10));
    assertThat(claimed).hasSize(10);
    assertThat(await(store.claimOverdue(NODE, at(100), 5))).hasSize(5);
    assertThat(await(store.claimSuspect(NODE))).isEmpty();
    assertThat(await(store.leases(NODE))).hasSizeGreaterThanOrEqualTo(15);
    assertThat(await(store.signalled(NODE))).isEmpty();
    var again = claimed.getFirst().execution();
    assertThat(await(store.claim(NODE, again))).isEmpty();
  }

  private static void exerciseNodes(PostgresExecutionStore store) {
    var other = new NodeId("other");
    await(store.join(other, TTL));
    await(vertx().timer(2));
    await(store.heartbeat(other, Duration.ofMillis(1)));
    assertThat(await(store.leases(NODE))).isEmpty(); // it has never joined
    await(store.claim(other, 3));
    await(store.leave(other));
  }

  private static void exerciseTheRest(PostgresExecutionStore store) {
    var queued = draft().key("k", "body", Draft.START.plusSeconds(60)).limits(300, 1_000);
    await(store.accept(queued.submission()));
    Owner owner = running(store);
    ExecutionId id = owner.summary().id();
    Lease lease = owner.lease();
    append(store, owner.lease(lease), owner.next(1));
    await(store.signal(id, new Signal.Cancel("ann", null, Draft.START)));
    await(store.signals(id));
    await(store.read(id, 0, 10));
    await(store.lastSeqs(List.of(id, queued.id())));
    assertThat(await(store.purge(at(QUEUED + 250), 1_000))).isEqualTo(249);
    assertThat(await(store.erase("bob", 250))).isEqualTo(250);
  }

  private static long sequentialScans() {
    var rows =
        PostgresServer.run(
            url,
            "SELECT seq_scan FROM pg_stat_user_tables"
                + " WHERE relname = 'executions' AND schemaname = current_schema()");
    return rows.iterator().next().getLong(0);
  }
}
