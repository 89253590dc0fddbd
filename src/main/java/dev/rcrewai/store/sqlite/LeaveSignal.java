package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Signal;
import dev.rcrewai.execution.SignalResult;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import dev.rcrewai.store.SignalJson;
import java.sql.SQLException;

/** Leaves a signal; a waiting execution goes back into the queue with it. */
final class LeaveSignal implements Write<SignalResult> {
  private final ExecutionId id;
  private final String key;
  private final String json;

  LeaveSignal(ExecutionId id, Signal signal) {
    this.id = id;
    this.key = signal.key();
    this.json = SignalJson.write(signal);
  }

  @Override
  public SignalResult apply(Tables tables, Totals totals) throws SQLException {
    var status = tables.executions().status(id);
    if (status.isEmpty()) {
      return SignalResult.NOT_FOUND;
    }
    if (status.get().ended()) {
      return SignalResult.ENDED;
    }
    if (!tables.signals().insert(id, key, json)) {
      return SignalResult.DUPLICATE;
    }
    tables.queue().signalled(id);
    if (tables.queue().wake(id)) {
      totals.queued(tables.executions().deaths(id));
    }
    return SignalResult.STORED;
  }

  @Override
  public void announce(SignalResult answer, Listeners listeners) {
    if (answer == SignalResult.STORED) {
      listeners.signalled(id);
    }
  }

  @Override
  public int bytes() {
    return ROW_BYTES + json.length();
  }
}
