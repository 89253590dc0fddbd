package dev.rcrewai.limit;

import dev.rcrewai.config.BudgetSettings;
import dev.rcrewai.config.BudgetSettings.Limit;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Which budgets a call is charged to, by the settings and the day. The budgets of crews and callers
 * have an account for each period, so that a new period needs nobody to empty anything.
 */
public final class Allowances {
  /** An execution's account goes with the execution; this is for one that nobody deletes. */
  private static final Duration EXECUTION_KEPT = Duration.ofDays(33);

  /** For calls that began before a period's end. */
  private static final Duration PERIOD_KEPT = Duration.ofDays(1);

  private final BudgetSettings settings;
  private final InstantSource clock;

  public Allowances(BudgetSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The budgets of a call, the narrowest first; none where nothing is limited.
   *
   * @param own what the crew's author allows each of its executions
   */
  public List<Budget> ofCall(String execution, String crew, String caller, Amount own) {
    var budgets = new ArrayList<Budget>(3);
    var limit = amount(settings.execution()).min(own);
    if (!limit.equals(Amount.UNLIMITED)) {
      var kept = today().atStartOfDay(ZoneOffset.UTC).toInstant().plus(EXECUTION_KEPT);
      budgets.add(
          new Budget(Budget.Kind.EXECUTION, Budget.accountOf(execution), limit, null, kept));
    }
    budgets.addAll(ofPeriod(crew, caller));
    return budgets;
  }

  /** Those of them that there are before there is an execution. */
  public List<Budget> ofPeriod(String crew, String caller) {
    var budgets = new ArrayList<Budget>(2);
    add(budgets, Budget.Kind.CREW, crew, settings.crew());
    add(budgets, Budget.Kind.CALLER, caller, settings.caller());
    return budgets;
  }

  /** That of a crew alone, for what is done for all its executions. */
  public List<Budget> ofCrew(String crew) {
    var budgets = new ArrayList<Budget>(1);
    add(budgets, Budget.Kind.CREW, crew, settings.crew());
    return budgets;
  }

  private void add(List<Budget> budgets, Budget.Kind kind, String name, Limit limit) {
    var amount = amount(limit);
    if (amount.equals(Amount.UNLIMITED)) {
      return;
    }
    var today = today();
    var first =
        switch (settings.period()) {
          case DAY -> today;
          case MONTH -> today.withDayOfMonth(1);
        };
    var next =
        switch (settings.period()) {
          case DAY -> first.plusDays(1);
          case MONTH -> first.plusMonths(1);
        };
    var renewed = next.atStartOfDay(ZoneOffset.UTC).toInstant();
    var account = kind.word() + ":" + settings.period() + ":" + first + ":" + name;
    budgets.add(new Budget(kind, account, amount, renewed, renewed.plus(PERIOD_KEPT)));
  }

  private static Amount amount(Limit limit) {
    return Amount.limit(limit.tokens(), limit.usd());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
