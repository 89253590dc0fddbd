package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.NodeId;
import java.sql.SQLException;

/** Puts back what a node holds that ends in order. */
record Leave(NodeId node) implements Write<Integer> {
  @Override
  public Integer apply(Tables tables, Totals totals) throws SQLException {
    var held = tables.queue().held(node);
    for (var lease : held) {
      tables.queue().putBack(lease.execution());
    }
    held.forEach(lease -> totals.queued(lease.deaths()));
    return held.size();
  }
}
