package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.AppendResult;
import dev.rcrewai.execution.Appended;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Status;
import dev.rcrewai.store.Listeners;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Appends a batch, where its lease holds and it fits. */
final class Append implements Write<AppendResult> {
  private final Batch batch;
  private final String events;
  private final @Nullable Event wanted;
  private boolean woken;

  Append(Batch batch) {
    this.batch = batch;
    this.events = Json.events(batch.events());
    this.wanted = batch.lastWanted();
  }

  @Override
  public AppendResult apply(Tables tables, Totals totals) throws SQLException {
    return batch.summary().status() == Status.RUNNING ? advance(tables) : leave(tables, totals);
  }

  private AppendResult advance(Tables tables) throws SQLException {
    if (!tables.executions().advance(batch)) {
      return AppendResult.FENCED;
    }
    insertBatch(tables);
    return AppendResult.STORED;
  }

  private AppendResult leave(Tables tables, Totals totals) throws SQLException {
    if (!tables.executions().leave(batch)) {
      return AppendResult.FENCED;
    }
    insertBatch(tables);
    var id = batch.lease().execution();
    var status = batch.summary().status();
    // A signal that the owner had not seen when it parked would otherwise wake nobody.
    woken = status == Status.WAITING && tables.queue().wake(id);
    if (woken || status == Status.QUEUED) {
      totals.queued(tables.executions().deaths(id));
    } else if (status.ended()) {
      totals.ended(batch.summary().caller());
    }
    return AppendResult.STORED;
  }

  private void insertBatch(Tables tables) throws SQLException {
    var id = batch.lease().execution();
    tables.journal().insert(id, batch.events(), events);
    if (wanted != null) {
      tables.deliveries().want(id, batch.expectedLastSeq(), wanted);
    }
  }

  @Override
  public void announce(AppendResult answer, Listeners listeners) {
    if (answer == AppendResult.STORED) {
      listeners.appended(new Appended(batch.lease().execution(), batch.events()));
      if (woken) {
        listeners.signalled(batch.lease().execution());
      }
      if (wanted != null) {
        listeners.due();
      }
    }
  }

  @Override
  public int bytes() {
    return ROW_BYTES + events.length();
  }
}
