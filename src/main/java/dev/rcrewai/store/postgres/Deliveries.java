package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Delivery;
import dev.rcrewai.execution.DeliveryStore;
import dev.rcrewai.execution.Event;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far webhooks have been told. Many nodes claim at once; each skips what another one takes. */
record Deliveries(Database database, Gate gate, Listeners listeners) implements DeliveryStore {
  private static final String CLAIM =
      """
      WITH picked AS MATERIALIZED (
        SELECT execution FROM deliveries WHERE due <= $1 ORDER BY due LIMIT $3
        FOR NO KEY UPDATE SKIP LOCKED)
      UPDATE deliveries AS d SET due = $2, claim = claim + 1
      FROM picked WHERE d.execution = picked.execution
      RETURNING d.execution, d.claim, d.seq, d.tries\
      """;

  private static final String CLAIMED = " WHERE execution = $1 AND claim = $2 AND due IS NOT NULL";

  private static final String DELIVERED =
      """
      UPDATE deliveries SET seq = $3, since = $4, due = CASE WHEN wanted > $3 THEN $5::bigint END,
        tries = 0, error = NULL\
      """
          + CLAIMED
          + " RETURNING due IS NOT NULL AS more";

  private static final String PUT_BACK =
      "UPDATE deliveries SET due = $3, claim = claim + 1" + CLAIMED;

  private static final String FAILED =
      "UPDATE deliveries SET due = $3, claim = claim + 1, tries = $4, error = $5" + CLAIMED;

  private static final String REDRIVE =
      """
      UPDATE deliveries SET due = $2, claim = claim + 1, tries = 0
      WHERE execution = $1 AND wanted > seq\
      """;

  private static final String FIND =
      "SELECT wanted > seq AS wanted, due, tries, error FROM deliveries WHERE execution = $1";

  private static final String BACKLOG =
      """
      SELECT
        (SELECT count(*) FROM deliveries WHERE due IS NOT NULL) AS pending,
        (SELECT count(*) FROM deliveries WHERE due IS NULL AND wanted > seq) AS dead,
        (SELECT min(since) FROM deliveries WHERE due IS NOT NULL) AS oldest\
      """;

  /** Up to where a write makes it wanted, as {@code want_1} has it; null where it does not. */
  static @Nullable Long seq(@Nullable Event wanted) {
    return wanted == null ? null : wanted.seq();
  }

  /** When that happened. */
  static @Nullable Instant at(@Nullable Event wanted) {
    return wanted == null ? null : wanted.at();
  }

  @Override
  public Future<List<Delivery.Claim>> claim(Instant now, Instant until, int max) {
    return max < 1
        ? Future.succeededFuture(List.of())
        : run(CLAIM, Nanos.of(now), Nanos.of(until), max)
            .map(rows -> rows.stream().map(Deliveries::claim).toList());
  }

  private static Delivery.Claim claim(Row row) {
    return new Delivery.Claim(
        SummaryRow.id(row, "execution"),
        row.getLong("claim"),
        row.getLong("seq"),
        row.getInteger("tries"));
  }

  @Override
  public Future<Claimed> delivered(Delivery.Claim claim, Event event, Instant until) {
    return run(
            DELIVERED,
            SummaryRow.uuid(claim.execution()),
            claim.number(),
            event.seq(),
            Nanos.of(event.at()),
            Nanos.of(until))
        .map(rows -> {
          if (rows.size() == 0) {
            return Claimed.LOST;
          }
          return rows.iterator().next().getBoolean("more") ? Claimed.MORE : Claimed.DONE;
        });
  }

  @Override
  public Future<Claimed> putBack(Delivery.Claim claim, Instant due) {
    return run(PUT_BACK, SummaryRow.uuid(claim.execution()), claim.number(), Nanos.of(due))
        .map(Deliveries::ended);
  }

  @Override
  public Future<Claimed> failed(Delivery.Claim claim, Delivery.Retry retry) {
    return run(
            FAILED,
            SummaryRow.uuid(claim.execution()),
            claim.number(),
            SummaryRow.nanos(retry.due()),
            retry.tries(),
            retry.error())
        .map(Deliveries::ended);
  }

  private static Claimed ended(RowSet<Row> rows) {
    return rows.rowCount() == 1 ? Claimed.DONE : Claimed.LOST;
  }

  @Override
  public Future<Boolean> redrive(ExecutionId id, Instant now) {
    return run(REDRIVE, SummaryRow.uuid(id), Nanos.of(now))
        .map(rows -> rows.rowCount() == 1)
        .onSuccess(isDue -> {
          if (isDue) {
            listeners.due();
          }
        });
  }

  @Override
  public Future<Optional<Delivery>> find(ExecutionId id) {
    return run(FIND, SummaryRow.uuid(id))
        .map(rows -> rows.stream().map(Deliveries::delivery).findFirst());
  }

  private static Delivery delivery(Row row) {
    return Delivery.of(
        row.getBoolean("wanted"),
        row.getInteger("tries"),
        SummaryRow.time(row.getLong("due")),
        row.getString("error"));
  }

  @Override
  public Future<Delivery.Backlog> backlog() {
    return run(BACKLOG)
        .map(rows -> {
          var row = rows.iterator().next();
          return new Delivery.Backlog(
              row.getInteger("pending"),
              row.getInteger("dead"),
              SummaryRow.time(row.getLong("oldest")));
        });
  }

  @Override
  public void onDue(Runnable listener) {
    listeners.onDue(listener);
  }

  private Future<RowSet<Row>> run(String sql, @Nullable Object... arguments) {
    return gate.pass(() -> database.run(sql, arguments));
  }
}
