package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.step.ExecutionId;
import java.sql.SQLException;
import java.util.Optional;

/** Takes the lease of one execution, where it is queued. */
record ClaimOne(NodeId node, ExecutionId id) implements Write<Optional<Lease>> {
  @Override
  public Optional<Lease> apply(Tables tables, Totals totals) throws SQLException {
    var lease = tables.queue().claim(node, id);
    lease.ifPresent(totals::claimed);
    return lease;
  }
}
