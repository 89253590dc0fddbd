package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Delivery;
import dev.rcrewai.execution.DeliveryStore;
import dev.rcrewai.execution.Event;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far webhooks have been told: changes go through the writer, like all. */
record Deliveries(SqliteExecutionStore store, Listeners listeners) implements DeliveryStore {
  @Override
  public Future<List<Delivery.Claim>> claim(Instant now, Instant until, int max) {
    return change(table -> table.claim(now, until, max));
  }

  @Override
  public Future<Claimed> delivered(Delivery.Claim claim, Event event, Instant until) {
    return change(table -> table.delivered(claim, event, until));
  }

  @Override
  public Future<Claimed> putBack(Delivery.Claim claim, Instant due) {
    return change(table -> table.putBack(claim, due));
  }

  @Override
  public Future<Claimed> failed(Delivery.Claim claim, Delivery.Retry retry) {
    return change(table -> table.failed(claim, retry));
  }

  @Override
  public Future<Boolean> redrive(ExecutionId id, Instant now) {
    return change(table -> table.redrive(id, now))
        .onSuccess(isDue -> {
          if (isDue) {
            listeners.due();
          }
        });
  }

  @Override
  public Future<Optional<Delivery>> find(ExecutionId id) {
    return store.read(sql -> new DeliveryTable(sql).find(id));
  }

  @Override
  public Future<Delivery.Backlog> backlog() {
    return store.read(sql -> new DeliveryTable(sql).backlog());
  }

  @Override
  public void onDue(Runnable listener) {
    listeners.onDue(listener);
  }

  private <T> Future<T> change(ChangeDeliveries.Change<T> change) {
    return store.write(() -> new ChangeDeliveries<>(change));
  }
}
