package dev.rcrewai.limit;

import io.vertx.core.Future;
import java.util.List;

/**
 * Keeps what executions, crews and callers have spent, for all nodes that share a store.
 *
 * <pre>
 *   reserve: held += amount, in every budget of the call or in none
 *   settle:  held -= amount, spent += what the call did cost
 * </pre>
 *
 * <p>At any moment spent + held is at most the limit. What nobody settles, because its node died,
 * stays held: it may have been billed. A future that succeeds means: durable. One that fails means:
 * unknown; both calls may be repeated with the same reservation and count once.
 */
public interface Budgets {
  /** Holds the amount, where every budget has room for it. */
  Future<Reserved> reserve(Reservation reservation);

  /** Replaces what is held by what was used. Does nothing to one that is settled already. */
  Future<Void> settle(Reservation reservation, Amount used);

  /** How these budgets stand, in their order. */
  Future<List<Balance>> balances(List<Budget> budgets);

  /** What became of a reservation. */
  sealed interface Reserved {
    /** It is held. */
    record Granted() implements Reserved {}

    /** Nothing is held. */
    record Refused(Shortage shortage) implements Reserved {}

    /** By how the reservation's budgets stand. */
    static Reserved of(Reservation asked, List<Balance> balances) {
      return Shortage.of(asked.budgets(), balances, asked.amount())
          .<Reserved>map(Refused::new)
          .orElseGet(Granted::new);
    }
  }
}
