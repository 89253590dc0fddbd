package dev.rcrewai.store.sqlite;

import dev.rcrewai.limit.Budget;
import dev.rcrewai.step.ExecutionId;
import java.sql.SQLException;
import java.util.List;

/** Deletes ended executions with all that belongs to them. */
record Delete(Which which) implements Write<Integer> {
  /** Finds those to delete, a bounded number. */
  interface Which {
    List<ExecutionId> of(ExecutionTable executions) throws SQLException;
  }

  @Override
  public Integer apply(Tables tables, Totals totals) throws SQLException {
    var ids = which.of(tables.executions());
    for (var id : ids) {
      tables.journal().delete(id);
      tables.signals().delete(id);
      tables.keys().delete(id);
      tables.accounts().delete(Budget.accountOf(id.text()));
      tables.deliveries().delete(id);
      tables.executions().delete(id);
    }
    return ids.size();
  }
}
