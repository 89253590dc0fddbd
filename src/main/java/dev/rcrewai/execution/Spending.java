package dev.rcrewai.execution;

import dev.rcrewai.limit.Allowances;
import dev.rcrewai.limit.Amount.Unit;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Budgets;
import dev.rcrewai.limit.Shortage;
import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Future;
import java.util.Optional;

/** Says before an execution is accepted whether there is anything left for it to spend. */
public final class Spending {
  private final Budgets budgets;
  private final Allowances allowances;
  private final Metrics metrics;

  public Spending(Budgets budgets, Allowances allowances, Metrics metrics) {
    this.budgets = budgets;
    this.allowances = allowances;
    this.metrics = metrics;
    for (var kind : Budget.Kind.values()) {
      for (var unit : Unit.values()) {
        metrics.budgetKnown(unit.budget(kind));
      }
    }
  }

  /** The budget of the crew or the caller that is used up already; asks nobody where none is. */
  Future<Optional<Shortage>> usedUp(String crew, String caller) {
    var asked = allowances.ofPeriod(crew, caller);
    if (asked.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    return budgets
        .balances(asked)
        .map(balances -> Shortage.usedUp(asked, balances))
        .onSuccess(found -> found.ifPresent(one -> metrics.budgetRefused(one.name())));
  }
}
