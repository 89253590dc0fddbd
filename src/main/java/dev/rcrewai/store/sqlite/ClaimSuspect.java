package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import java.sql.SQLException;
import java.util.Optional;

/** Takes the lease of the oldest suspect. */
record ClaimSuspect(NodeId node) implements Write<Optional<Lease>> {
  @Override
  public Optional<Lease> apply(Tables tables, Totals totals) throws SQLException {
    var lease = tables.queue().claimSuspect(node);
    lease.ifPresent(totals::claimed);
    return lease;
  }
}
