package dev.rcrewai.llm;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Balance;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Budgets;
import dev.rcrewai.limit.Reservation;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Accounts in this process, and a store that is away when a test says so. Thread-safe. */
final class MemoryBudgets implements Budgets {
  private final Map<String, Balance> balances = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private final List<Reservation> asked = new ArrayList<>();
  private int failing;
  private int losing;

  /** That many calls fail from now on. */
  synchronized void fail(int calls) {
    failing = calls;
  }

  /** The answers of that many reservations are lost; what they asked for is done. */
  synchronized void loseAnswers(int reservations) {
    losing = reservations;
  }

  /** Every reservation that was asked for. */
  synchronized List<Reservation> asked() {
    return List.copyOf(asked);
  }

  /** The one account whose name begins so. */
  synchronized Balance balance(String prefix) {
    return balances.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Balance.EMPTY);
  }

  /** Somebody else holds that much. */
  synchronized void hold(Reservation reservation) {
    open.add(reservation.id());
    reservation.accounts().forEach(account -> add(account, Amount.NONE, reservation.amount()));
  }

  @Override
  public synchronized Future<Reserved> reserve(Reservation reservation) {
    asked.add(reservation);
    if (failing-- > 0) {
      return Future.failedFuture("the store is away");
    }
    if (open.contains(reservation.id())) {
      return answer(new Reserved.Granted());
    }
    var answer = Reserved.of(reservation, stand(reservation.budgets()));
    if (answer instanceof Reserved.Granted) {
      hold(reservation);
    }
    return answer(answer);
  }

  private Future<Reserved> answer(Reserved answer) {
    return losing-- > 0 ? Future.failedFuture("no answer") : Future.succeededFuture(answer);
  }

  @Override
  public synchronized Future<Void> settle(Reservation reservation, Amount used) {
    if (failing-- > 0) {
      return Future.failedFuture("the store is away");
    }
    if (open.remove(reservation.id())) {
      reservation
          .accounts()
          .forEach(account -> {
            var held = balances.getOrDefault(account, Balance.EMPTY).held();
            var rest =
                new Amount(
                    held.tokens() - reservation.amount().tokens(),
                    held.nanoUsd() - reservation.amount().nanoUsd());
            balances.computeIfPresent(account, (_, now) -> new Balance(now.spent(), rest));
            add(account, used, Amount.NONE);
          });
    }
    return Future.succeededFuture();
  }

  @Override
  public synchronized Future<List<Balance>> balances(List<Budget> budgets) {
    return Future.succeededFuture(stand(budgets));
  }

  private List<Balance> stand(List<Budget> budgets) {
    return budgets.stream()
        .map(budget -> balances.getOrDefault(budget.account(), Balance.EMPTY))
        .toList();
  }

  private void add(String account, Amount spent, Amount held) {
    balances.merge(
        account,
        new Balance(spent, held),
        (now, more) -> new Balance(now.spent().plus(more.spent()), now.held().plus(more.held())));
  }
}
