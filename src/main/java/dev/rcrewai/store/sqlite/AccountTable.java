package dev.rcrewai.store.sqlite;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Balance;
import dev.rcrewai.limit.Budget;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What was spent and what is held, by account; and the reservations that nobody has settled. */
record AccountTable(Sql sql) {
  private static final String FIND =
      """
      SELECT spent_tokens, held_tokens, spent_nano_usd, held_nano_usd
      FROM accounts WHERE account = ?\
      """;

  private static final String HOLD =
      """
      INSERT INTO accounts (account, held_tokens, held_nano_usd, kept_until) VALUES (?,?,?,?)
      ON CONFLICT DO UPDATE SET held_tokens = held_tokens + excluded.held_tokens,
        held_nano_usd = held_nano_usd + excluded.held_nano_usd, kept_until = excluded.kept_until\
      """;

  private static final String SETTLE =
      """
      UPDATE accounts SET held_tokens = held_tokens - ?, held_nano_usd = held_nano_usd - ?,
        spent_tokens = spent_tokens + ?, spent_nano_usd = spent_nano_usd + ?
      WHERE account = ?\
      """;

  private static final String DELETE = "DELETE FROM accounts WHERE account = ?";

  private static final String REMEMBER = "INSERT INTO reservations (id, kept_until) VALUES (?,?)";
  private static final String IS_KNOWN = "SELECT id FROM reservations WHERE id = ?";
  private static final String FORGET = "DELETE FROM reservations WHERE id = ?";

  private static final String SWEEP_ACCOUNTS =
      """
      DELETE FROM accounts WHERE account IN (
        SELECT account FROM accounts WHERE kept_until < ? ORDER BY kept_until LIMIT ?)\
      """;

  private static final String SWEEP_RESERVATIONS =
      """
      DELETE FROM reservations WHERE id IN (
        SELECT id FROM reservations WHERE kept_until < ? ORDER BY kept_until LIMIT ?)\
      """;

  List<Balance> balances(List<Budget> budgets) throws SQLException {
    var balances = new ArrayList<Balance>(budgets.size());
    for (var budget : budgets) {
      balances.add(
          sql.call(FIND).text(budget.account()).first(AccountTable::balance).orElse(Balance.EMPTY));
    }
    return balances;
  }

  private static Balance balance(Row row) throws SQLException {
    return Balance.of(
        row.number("spent_tokens"),
        row.number("held_tokens"),
        row.number("spent_nano_usd"),
        row.number("held_nano_usd"));
  }

  void hold(Budget budget, Amount amount) throws SQLException {
    sql.call(HOLD)
        .text(budget.account())
        .number(amount.tokens())
        .number(amount.nanoUsd())
        .time(budget.keptUntil())
        .update();
  }

  void settle(String account, Amount held, Amount used) throws SQLException {
    sql.call(SETTLE)
        .number(held.tokens())
        .number(held.nanoUsd())
        .number(used.tokens())
        .number(used.nanoUsd())
        .text(account)
        .update();
  }

  void delete(String account) throws SQLException {
    sql.call(DELETE).text(account).update();
  }

  void remember(String reservation, Instant keptUntil) throws SQLException {
    sql.call(REMEMBER).text(reservation).time(keptUntil).update();
  }

  boolean isKnown(String reservation) throws SQLException {
    return sql.call(IS_KNOWN).text(reservation).first(row -> row.text("id")).isPresent();
  }

  /** False where it is not known, because it is settled. */
  boolean forget(String reservation) throws SQLException {
    return sql.call(FORGET).text(reservation).update() == 1;
  }

  /** Deletes up to so many of each kind whose time is over. */
  void sweep(Instant now, int max) throws SQLException {
    sql.call(SWEEP_ACCOUNTS).time(now).number((long) max).update();
    sql.call(SWEEP_RESERVATIONS).time(now).number((long) max).update();
  }
}
