package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Takes leases of what has waited in the queue until its deadline. */
record ClaimOverdue(NodeId node, Instant now, int max) implements Write<List<Lease>> {
  @Override
  public List<Lease> apply(Tables tables, Totals totals) throws SQLException {
    var leases = tables.queue().claimOverdue(node, now, max);
    leases.forEach(totals::claimed);
    return leases;
  }
}
