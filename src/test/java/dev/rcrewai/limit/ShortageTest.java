package dev.rcrewai.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortageTest {
  private static final Instant RENEWED = Instant.parse("2026-12-01T00:00:00Z");
  private static final Budget EXECUTION =
      new Budget(Budget.Kind.EXECUTION, "e", new Amount(1_000, Amount.MAX), null, RENEWED);
  private static final Budget CALLER =
      new Budget(Budget.Kind.CALLER, "c", new Amount(Amount.MAX, 1_000_000_000L), RENEWED, RENEWED);

  private static Balance balance(long spentTokens, long heldTokens, long spentNano, long heldNano) {
    return Balance.of(spentTokens, heldTokens, spentNano, heldNano);
  }

  @Test
  void words_nameTheBudgetItsLimitAndWhatIsSpent() {
    var shortage =
        Shortage.of(
                List.of(CALLER),
                List.of(balance(9, 9, 960_000_000, 25_500_000)),
                new Amount(50, 80_000_000))
            .orElseThrow();

    assertThat(shortage.words())
        .isEqualTo(
            "budget caller_usd has no room: $0.96 of $1.00 spent, $0.0255 held by calls under way;"
                + " this call may cost $0.08; it is renewed at 2026-12-01T00:00:00Z");
  }

  @Test
  void words_ofAnExecution_nameNoRenewal() {
    var shortage =
        Shortage.of(List.of(EXECUTION), List.of(balance(900, 0, 0, 0)), new Amount(101, 0));

    assertThat(shortage.orElseThrow().words())
        .isEqualTo(
            "budget execution_tokens has no room: 900 tokens of 1000 tokens spent; this call may"
                + " cost 101 tokens");
  }

  @Test
  void shortage_thatIsFinal_comesBeforeOneThatPasses() {
    var shortage =
        Shortage.of(
            List.of(EXECUTION, CALLER),
            List.of(balance(0, 950, 0, 0), balance(0, 0, 1_000_000_000, 0)),
            new Amount(100, 1));

    assertThat(shortage.orElseThrow().name()).isEqualTo("caller_usd");
    assertThat(shortage.orElseThrow().isFinal()).isTrue();
  }

  @Test
  void shortage_ofWhatIsOnlyHeld_passes() {
    var shortage =
        Shortage.of(List.of(EXECUTION), List.of(balance(0, 950, 0, 0)), new Amount(100, 1));

    assertThat(shortage.orElseThrow().isFinal()).isFalse();
  }

  @Test
  void room_toTheLast_isNoShortage() {
    var balances = List.of(balance(400, 500, 0, 0), balance(0, 0, 0, 999_999_999));

    assertThat(Shortage.of(List.of(EXECUTION, CALLER), balances, new Amount(100, 1))).isEmpty();
  }

  @Test
  void usedUp_isWhatHasNothingLeft_whateverIsHeld() {
    var budgets = List.of(EXECUTION, CALLER);

    assertThat(Shortage.usedUp(budgets, List.of(balance(999, 1, 0, 0), Balance.EMPTY))).isEmpty();
    assertThat(
            Shortage.usedUp(budgets, List.of(Balance.EMPTY, balance(0, 0, 1_000_000_000, 0)))
                .orElseThrow()
                .words())
        .isEqualTo(
            "budget caller_usd is used up: $1.00 of $1.00 spent;"
                + " it is renewed at 2026-12-01T00:00:00Z");
  }

  @Test
  void dollars_becomeNanoDollars_roundedUp() {
    assertThat(Amount.nanoUsd(new BigDecimal("0.0000000011"))).isEqualTo(2);
    assertThat(Amount.nanoUsd(new BigDecimal("1e30"))).isEqualTo(Amount.MAX);
    assertThat(Amount.nanoUsd(BigDecimal.ZERO)).isZero();
  }

  @Test
  void amount_belowNothing_isRefused() {
    assertThatThrownBy(() -> new Amount(-1, 0)).hasMessageContaining("negative");
  }
}
