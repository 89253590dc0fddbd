package dev.rcrewai.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.BudgetSettings;
import dev.rcrewai.config.BudgetSettings.Limit;
import dev.rcrewai.config.BudgetSettings.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowancesTest {
  private static final Limit TOKENS = new Limit(1_000L, null);
  private static final Limit USD = new Limit(null, new BigDecimal("1.50"));

  private Instant now = Instant.parse("2026-11-30T23:59:59.999Z");

  private List<Budget> budgets(Limit execution, Limit crew, Limit caller, Period period) {
    return budgets(execution, crew, caller, period, Amount.UNLIMITED);
  }

  private List<Budget> budgets(
      Limit execution, Limit crew, Limit caller, Period period, Amount own) {
    return new Allowances(new BudgetSettings(execution, crew, caller, period), () -> now)
        .ofCall("id-1", "support", "ann", own);
  }

  @Test
  void nothingConfigured_chargesNobody() {
    assertThat(budgets(Limit.NONE, Limit.NONE, Limit.NONE, Period.DAY)).isEmpty();
  }

  @Test
  void allConfigured_areChargedTheNarrowestFirst() {
    var budgets = budgets(TOKENS, USD, new Limit(5L, BigDecimal.TEN), Period.DAY);

    assertThat(budgets)
        .extracting(Budget::account)
        .containsExactly(
            "execution:id-1", "crew:DAY:2026-11-30:support", "caller:DAY:2026-11-30:ann");
    assertThat(budgets)
        .extracting(Budget::limit)
        .containsExactly(
            new Amount(1_000, Amount.MAX),
            new Amount(Amount.MAX, 1_500_000_000),
            new Amount(5, 10_000_000_000L));
    assertThat(budgets).extracting(Budget::isInUsd).containsExactly(false, true, true);
  }

  @Test
  void day_isRenewedAtMidnight_byUtc() {
    var before = budgets(Limit.NONE, Limit.NONE, TOKENS, Period.DAY).getFirst();
    now = now.plusMillis(1);
    var after = budgets(Limit.NONE, Limit.NONE, TOKENS, Period.DAY).getFirst();

    assertThat(before.renewedAt()).isEqualTo(now);
    assertThat(before.keptUntil()).isAfter(now.plusSeconds(3_600));
    assertThat(after.account()).isNotEqualTo(before.account());
  }

  @Test
  void month_isRenewedOnTheFirst() {
    var before = budgets(Limit.NONE, TOKENS, Limit.NONE, Period.MONTH).getFirst();
    now = now.plusMillis(1);
    var after = budgets(Limit.NONE, TOKENS, Limit.NONE, Period.MONTH).getFirst();

    assertThat(before.account()).isEqualTo("crew:MONTH:2026-11-01:support");
    assertThat(before.renewedAt()).isEqualTo(now);
    assertThat(after.account()).isEqualTo("crew:MONTH:2026-12-01:support");
    assertThat(after.renewedAt()).isEqualTo("2027-01-01T00:00:00Z");
  }

  @Test
  void executionsLimit_isTheSmallerOfTheSettingsAndTheCrews() {
    var own = new Amount(400, 7);

    var both = budgets(TOKENS, Limit.NONE, Limit.NONE, Period.DAY, own).getFirst();
    var alone = budgets(Limit.NONE, Limit.NONE, Limit.NONE, Period.DAY, own).getFirst();
    var wider = budgets(TOKENS, Limit.NONE, Limit.NONE, Period.DAY, new Amount(2_000, 7));

    assertThat(both.limit()).isEqualTo(own);
    assertThat(alone.limit()).isEqualTo(own);
    assertThat(wider.getFirst().limit()).isEqualTo(new Amount(1_000, 7));
    assertThat(both.renewedAt()).isNull();
  }
}
