package dev.rcrewai.store.sqlite;

import dev.rcrewai.limit.Amount;
import dev.rcrewai.limit.Reservation;
import java.sql.SQLException;

/** Replaces what a call held by what it used; once. */
record Settle(Reservation reservation, Amount used) implements Write<Boolean> {
  @Override
  public Boolean apply(Tables tables, Totals totals) throws SQLException {
    if (!tables.accounts().forget(reservation.id())) {
      return false;
    }
    for (var account : reservation.accounts()) {
      tables.accounts().settle(account, reservation.amount(), used);
    }
    return true;
  }
}
