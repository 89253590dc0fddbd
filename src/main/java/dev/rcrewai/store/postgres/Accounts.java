package dev.rcrewai.store.postgres;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Balance;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Budgets.Reserved;
import dev.rcrewai.limit.Reservation;
import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;

/** What executions, crews and callers have spent and hold. */
record Accounts(Database database, InstantSource clock) {
  private static final String RESERVE =
      """
      SELECT account, spent_tokens, held_tokens, spent_nano_usd, held_nano_usd
      FROM reserve_1($1, $2, $3, $4, $5, $6, $7, $8)\
      """;

  private static final String SETTLE = "SELECT settle_1($1, $2, $3, $4, $5, $6)";

  private static final String BALANCES =
      """
      SELECT account, spent_tokens, held_tokens, spent_nano_usd, held_nano_usd
      FROM accounts WHERE account = ANY ($1)\
      """;

  private static final String FORGET =
      """
      WITH old_accounts AS (
        DELETE FROM accounts WHERE account IN (
          SELECT account FROM accounts WHERE kept_until < $1
          ORDER BY kept_until LIMIT $2 FOR UPDATE SKIP LOCKED))
      DELETE FROM reservations WHERE id IN (
        SELECT id FROM reservations WHERE kept_until < $1
        ORDER BY kept_until LIMIT $2 FOR UPDATE SKIP LOCKED)\
      """;

  Future<Reserved> reserve(Reservation asked) {
    var budgets = asked.budgets();
    return database
        .run(
            RESERVE,
            UUID.fromString(asked.id()),
            Nanos.of(clock.instant().plus(Reservation.KEPT)),
            names(budgets),
            each(budgets, budget -> budget.limit().tokens()),
            each(budgets, budget -> budget.limit().nanoUsd()),
            each(budgets, budget -> Nanos.of(budget.keptUntil())),
            asked.amount().tokens(),
            asked.amount().nanoUsd())
        .map(rows ->
            rows.size() == 0
                ? new Reserved.Granted()
                : Reserved.of(asked, balances(budgets, rows)));
  }

  Future<Void> settle(Reservation settled, Amount used) {
    var held = settled.amount();
    return database
        .run(
            SETTLE,
            UUID.fromString(settled.id()),
            names(settled.budgets()),
            held.tokens(),
            held.nanoUsd(),
            used.tokens(),
            used.nanoUsd())
        .mapEmpty();
  }

  Future<List<Balance>> balances(List<Budget> budgets) {
    return database.run(BALANCES, (Object) names(budgets)).map(rows -> balances(budgets, rows));
  }

  /** Deletes up to so many accounts, and as many reservations, whose time is over. */
  Future<Void> forget(int max) {
    return database.run(FORGET, Nanos.of(clock.instant()), max).mapEmpty();
  }

  private static List<Balance> balances(List<Budget> budgets, RowSet<Row> rows) {
    var byAccount = new HashMap<String, Balance>();
    rows.forEach(row -> byAccount.put(row.getString("account"), balance(row)));
    return budgets.stream()
        .map(budget -> byAccount.getOrDefault(budget.account(), Balance.EMPTY))
        .toList();
  }

  private static Balance balance(Row row) {
    return Balance.of(
        row.getLong("spent_tokens"),
        row.getLong("held_tokens"),
        row.getLong("spent_nano_usd"),
        row.getLong("held_nano_usd"));
  }

  private static String[] names(List<Budget> budgets) {
    return budgets.stream().map(Budget::account).toArray(String[]::new);
  }

  private static Long[] each(List<Budget> budgets, ToLongFunction<Budget> figure) {
    return budgets.stream().mapToLong(figure).boxed().toArray(Long[]::new);
  }
}
