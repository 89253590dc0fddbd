package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Takes leases of what has waited until its deadline, in the queue or for people. */
record ClaimOverdue(NodeId node, Instant now, int max) implements Write<List<Lease>> {
  @Override
  public List<Lease> apply(Tables tables, Totals totals) throws SQLException {
    var deaths = tables.queue().wakeExpired(now, max);
    var leases = tables.queue().claimOverdue(node, now, max);
    deaths.forEach(totals::queued);
    leases.forEach(totals::claimed);
    return leases;
  }
}
