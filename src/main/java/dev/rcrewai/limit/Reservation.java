package dev.rcrewai.limit;

import java.time.Duration;
import java.util.List;

/**
 * What one call may cost at most, to be held in all its budgets.
 *
 * @param id unique; who asks again after a lost answer asks with the same one
 */
public record Reservation(String id, List<Budget> budgets, Amount amount) {
  /** How long stores remember one that nobody settles; longer than any call. */
  public static final Duration KEPT = Duration.ofDays(2);

  public Reservation {
    if (budgets.isEmpty()) {
      throw new IllegalArgumentException("budgets is empty; such a call needs no reservation");
    }
    budgets = List.copyOf(budgets);
  }

  /** The names of its accounts. */
  public List<String> accounts() {
    return budgets.stream().map(Budget::account).toList();
  }
}
