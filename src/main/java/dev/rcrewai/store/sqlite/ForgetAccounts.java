package dev.rcrewai.store.sqlite;

import java.sql.SQLException;
import java.time.Instant;

/** Deletes accounts and reservations whose time is over, a bounded number. */
record ForgetAccounts(Instant now, int max) implements Write<Boolean> {
  @Override
  public Boolean apply(Tables tables, Totals totals) throws SQLException {
    tables.accounts().sweep(now, max);
    return true;
  }
}
