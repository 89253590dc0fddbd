package dev.rcrewai.store.sqlite;

import java.sql.SQLException;

/** One change of how far webhooks have been told. */
record ChangeDeliveries<T>(Change<T> change) implements Write<T> {
  /** What is done to the table. */
  interface Change<T> {
    T on(DeliveryTable deliveries) throws SQLException;
  }

  @Override
  public T apply(Tables tables, Totals totals) throws SQLException {
    return change.on(tables.deliveries());
  }
}
