package dev.rcrewai.execution;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Budget;
import dev.rcrewai.limit.Reservation;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Budgets and reservations for the rules about them. */
public final class Budgeted {
  private Budgeted() {}

  /** A caller's budget of so many tokens and nano-dollars, on an account of its own. */
  public static Budget caller(long tokens, long nanoUsd) {
    return budget(Budget.Kind.CALLER, "caller:today:" + UUID.randomUUID(), tokens, nanoUsd);
  }

  public static Budget crew(long tokens, long nanoUsd) {
    return budget(Budget.Kind.CREW, "crew:today:" + UUID.randomUUID(), tokens, nanoUsd);
  }

  static Budget budget(Budget.Kind kind, String account, long tokens, long nanoUsd) {
    var renewed = Draft.START.plus(Duration.ofHours(5));
    return new Budget(
        kind, account, new Amount(tokens, nanoUsd), renewed, renewed.plus(Duration.ofDays(1)));
  }

  public static Reservation asking(long tokens, long nanoUsd, Budget... budgets) {
    return new Reservation(
        UUID.randomUUID().toString(), List.of(budgets), new Amount(tokens, nanoUsd));
  }
}
