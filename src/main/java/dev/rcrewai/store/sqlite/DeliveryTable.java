package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Delivery;
import dev.rcrewai.execution.DeliveryStore.Claimed;
import dev.rcrewai.execution.Event;
import dev.rcrewai.step.ExecutionId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One row per execution whose webhook has something to be told: told up to {@code seq}, to be told
 * up to {@code wanted}. Without {@code due} there is nothing to do, or it was given up.
 */
record DeliveryTable(Sql sql) {
  private static final String WANT =
      """
      INSERT INTO deliveries (execution, seq, wanted, since, due) VALUES (?,?,?,?,?)
      ON CONFLICT (execution) DO UPDATE SET wanted = excluded.wanted,
        since = iif(wanted > seq, since, excluded.since),
        due = iif(wanted > seq, due, excluded.due)\
      """;

  private static final String CLAIM =
      """
      UPDATE deliveries SET due = ?, claim = claim + 1
      WHERE execution IN (
        SELECT execution FROM deliveries WHERE due <= ? ORDER BY due LIMIT ?)
      RETURNING execution, claim, seq, tries\
      """;

  private static final String CLAIMED = " WHERE execution = ? AND claim = ? AND due IS NOT NULL";

  private static final String DELIVERED =
      """
      UPDATE deliveries SET seq = ?1, since = ?2, due = iif(wanted > ?1, ?3, NULL), tries = 0,
        error = NULL
      WHERE execution = ?4 AND claim = ?5 AND due IS NOT NULL RETURNING due IS NOT NULL AS more\
      """;

  private static final String PUT_BACK =
      "UPDATE deliveries SET due = ?, claim = claim + 1" + CLAIMED;

  private static final String FAILED =
      "UPDATE deliveries SET due = ?, claim = claim + 1, tries = ?, error = ?" + CLAIMED;

  private static final String REDRIVE =
      """
      UPDATE deliveries SET due = ?, claim = claim + 1, tries = 0
      WHERE execution = ? AND wanted > seq\
      """;

  private static final String FIND =
      "SELECT wanted > seq AS wanted, due, tries, error FROM deliveries WHERE execution = ?";

  private static final String BACKLOG =
      """
      SELECT
        (SELECT count(*) FROM deliveries WHERE due IS NOT NULL) AS pending,
        (SELECT count(*) FROM deliveries WHERE due IS NULL AND wanted > seq) AS dead,
        (SELECT min(since) FROM deliveries WHERE due IS NOT NULL) AS oldest\
      """;

  private static final String DELETE = "DELETE FROM deliveries WHERE execution = ?";

  /** This event is to be told, at once where nothing before it waits. */
  void want(ExecutionId id, long toldUpTo, Event event) throws SQLException {
    sql.call(WANT)
        .id(id)
        .number(toldUpTo)
        .number(event.seq())
        .time(event.at())
        .time(event.at())
        .update();
  }

  List<Delivery.Claim> claim(Instant now, Instant until, int max) throws SQLException {
    return sql.call(CLAIM)
        .time(until)
        .time(now)
        .number(max)
        .all(row ->
            new Delivery.Claim(
                row.id("execution"),
                row.number("claim"),
                row.number("seq"),
                (int) row.number("tries")));
  }

  Claimed delivered(Delivery.Claim claim, Event event, Instant until) throws SQLException {
    return sql.call(DELIVERED)
        .number(event.seq())
        .time(event.at())
        .time(until)
        .id(claim.execution())
        .number(claim.number())
        .first(row -> row.number("more") == 1 ? Claimed.MORE : Claimed.DONE)
        .orElse(Claimed.LOST);
  }

  Claimed putBack(Delivery.Claim claim, Instant due) throws SQLException {
    return ended(sql.call(PUT_BACK).time(due), claim);
  }

  Claimed failed(Delivery.Claim claim, Delivery.Retry retry) throws SQLException {
    return ended(
        sql.call(FAILED).time(retry.due()).number(retry.tries()).text(retry.error()), claim);
  }

  private static Claimed ended(Call call, Delivery.Claim claim) throws SQLException {
    int changed = call.id(claim.execution()).number(claim.number()).update();
    return changed == 1 ? Claimed.DONE : Claimed.LOST;
  }

  boolean redrive(ExecutionId id, Instant now) throws SQLException {
    return sql.call(REDRIVE).time(now).id(id).update() == 1;
  }

  Optional<Delivery> find(ExecutionId id) throws SQLException {
    return sql.call(FIND).id(id).first(DeliveryTable::read);
  }

  private static Delivery read(Row row) throws SQLException {
    return Delivery.of(
        row.number("wanted") == 1,
        (int) row.number("tries"),
        row.timeOrNull("due"),
        row.textOrNull("error"));
  }

  Delivery.Backlog backlog() throws SQLException {
    return sql.call(BACKLOG)
        .first(row ->
            new Delivery.Backlog(
                (int) row.number("pending"), (int) row.number("dead"), row.timeOrNull("oldest")))
        .orElseThrow();
  }

  void delete(ExecutionId id) throws SQLException {
    sql.call(DELETE).id(id).update();
  }
}
