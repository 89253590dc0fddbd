package dev.rcrewai.limit;

import dev.rcrewai.limit.Amount.Unit;
import java.util.List;
import java.util.Optional;

/**
 * A budget that has no room for a call.
 *
 * @param unit what it is short of
 * @param balance how its account stood
 * @param asked what the call may cost; {@link Amount#NONE} where nothing is called yet
 */
public record Shortage(Budget budget, Unit unit, Balance balance, Amount asked) {
  /**
   * The first of the call's budgets that has no room for it now; one that will never have any comes
   * before one that only waits for calls under way.
   */
  public static Optional<Shortage> of(List<Budget> budgets, List<Balance> balances, Amount asked) {
    Shortage passing = null;
    for (int i = 0; i < budgets.size(); i++) {
      for (var unit : Unit.values()) {
        var one = new Shortage(budgets.get(i), unit, balances.get(i), asked);
        if (one.isFinal()) {
          return Optional.of(one);
        }
        if (passing == null && !one.fits(balances.get(i).charged())) {
          passing = one;
        }
      }
    }
    return Optional.ofNullable(passing);
  }

  /** The first of these budgets of which nothing is left. */
  public static Optional<Shortage> usedUp(List<Budget> budgets, List<Balance> balances) {
    return of(budgets, balances, new Amount(1, 1)).filter(Shortage::isFinal).map(Shortage::asSuch);
  }

  private Shortage asSuch() {
    return new Shortage(budget, unit, balance, Amount.NONE);
  }

  /** Whether there will be no room either when every call under way has cost nothing. */
  public boolean isFinal() {
    return asked.equals(Amount.NONE) || !fits(balance.spent());
  }

  private boolean fits(Amount taken) {
    return taken.of(unit) + asked.of(unit) <= budget.limit().of(unit);
  }

  /** The budget's name, one of six, for example {@code caller_usd}. */
  public String name() {
    return unit.budget(budget.kind());
  }

  /** What, how much of it, and when there is more. */
  public String words() {
    var lack = asked.equals(Amount.NONE) ? "is used up" : "has no room";
    var text =
        new StringBuilder("budget %s %s: ".formatted(name(), lack))
            .append(figure(balance.spent()))
            .append(" of ")
            .append(figure(budget.limit()))
            .append(" spent");
    if (balance.held().of(unit) > 0) {
      text.append(", ").append(figure(balance.held())).append(" held by calls under way");
    }
    if (!asked.equals(Amount.NONE)) {
      text.append("; this call may cost ").append(figure(asked));
    }
    if (budget.renewedAt() != null) {
      text.append("; it is renewed at ").append(budget.renewedAt());
    }
    return text.toString();
  }

  private String figure(Amount amount) {
    return unit.words(amount.of(unit));
  }
}
