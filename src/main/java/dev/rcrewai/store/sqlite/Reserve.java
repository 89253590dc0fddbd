package dev.rcrewai.store.sqlite;

import dev.rcrewai.limit.Budgets.Reserved;
import dev.rcrewai.limit.Reservation;
import java.sql.SQLException;
import java.time.Instant;

/** Holds what a call may cost in all its budgets or in none. */
record Reserve(Reservation reservation, Instant now) implements Write<Reserved> {
  @Override
  public Reserved apply(Tables tables, Totals totals) throws SQLException {
    var accounts = tables.accounts();
    if (accounts.isKnown(reservation.id())) {
      return new Reserved.Granted();
    }
    var answer = Reserved.of(reservation, accounts.balances(reservation.budgets()));
    if (answer instanceof Reserved.Granted) {
      for (var budget : reservation.budgets()) {
        accounts.hold(budget, reservation.amount());
      }
      accounts.remember(reservation.id(), now.plus(Reservation.KEPT));
    }
    return answer;
  }
}
