package dev.rcrewai.store.redis;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Balance;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Budgets.Reserved;
import dev.rcrewai.limit.Reservation;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** What executions, crews and callers have spent and hold. All of it expires by itself. */
record Accounts(Scripts scripts, InstantSource clock) {

  Future<Reserved> reserve(Reservation asked) {
    var call =
        new Call(Script.RESERVE)
            .text(asked.id())
            .number(Reservation.KEPT.toMillis())
            .number(asked.amount().tokens())
            .number(asked.amount().nanoUsd());
    for (var budget : asked.budgets()) {
      call.text(budget.account())
          .number(budget.limit().tokens())
          .number(budget.limit().nanoUsd())
          .number(keptMillis(budget));
    }
    return scripts
        .run(call)
        .map(answer ->
            answer.size() == 0 ? new Reserved.Granted() : Reserved.of(asked, balances(answer)));
  }

  Future<Void> settle(Reservation settled, Amount used) {
    var call =
        new Call(Script.SETTLE)
            .text(settled.id())
            .number(settled.amount().tokens())
            .number(settled.amount().nanoUsd())
            .number(used.tokens())
            .number(used.nanoUsd());
    settled.accounts().forEach(call::text);
    return scripts.run(call).mapEmpty();
  }

  Future<List<Balance>> balances(List<Budget> budgets) {
    var call = new Call(Script.BALANCES);
    budgets.forEach(budget -> call.text(budget.account()));
    return scripts.run(call).map(Accounts::balances);
  }

  private static List<Balance> balances(Response answer) {
    return Scripts.parts(answer).map(Accounts::balance).toList();
  }

  private static Balance balance(Response row) {
    return Balance.of(
        row.get(0).toLong(), row.get(1).toLong(), row.get(2).toLong(), row.get(3).toLong());
  }

  private long keptMillis(Budget budget) {
    return Math.max(1, Duration.between(clock.instant(), budget.keptUntil()).toMillis());
  }
}
