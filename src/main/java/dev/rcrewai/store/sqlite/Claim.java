package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import java.sql.SQLException;
import java.util.List;

/** Takes leases of what has waited longest. */
record Claim(NodeId node, int max) implements Write<List<Lease>> {
  @Override
  public List<Lease> apply(Tables tables, Totals totals) throws SQLException {
    int some = Math.min(max, totals.queued());
    if (some <= 0) {
      return List.of();
    }
    var leases = tables.queue().claim(node, some);
    leases.forEach(totals::claimed);
    return leases;
  }
}
