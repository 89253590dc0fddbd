package dev.rcrewai.store.redis;

import dev.rcrewai.execution.Delivery;
import dev.rcrewai.execution.DeliveryStore;
import dev.rcrewai.execution.Event;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far webhooks have been told. */
record Deliveries(RedisExecutionStore store, Listeners listeners) implements DeliveryStore {
  @Override
  public Future<List<Delivery.Claim>> claim(Instant now, Instant until, int max) {
    return max < 1
        ? Future.succeededFuture(List.of())
        : run(new Call(Script.CLAIM_DELIVERIES).time(now).time(until).number(max))
            .map(answer -> Scripts.parts(answer).map(Deliveries::claim).toList());
  }

  private static Delivery.Claim claim(Response row) {
    return new Delivery.Claim(
        new ExecutionId(row.get(0).toString()),
        row.get(1).toLong(),
        row.get(2).toLong(),
        row.get(3).toInteger());
  }

  @Override
  public Future<Claimed> delivered(Delivery.Claim claim, Event event, Instant until) {
    return run(of(claim, Script.DELIVERED).event(event).time(until)).map(Deliveries::claimed);
  }

  @Override
  public Future<Claimed> putBack(Delivery.Claim claim, Instant due) {
    return run(of(claim, Script.PUT_BACK).time(due).text("").text("")).map(Deliveries::claimed);
  }

  @Override
  public Future<Claimed> failed(Delivery.Claim claim, Delivery.Retry retry) {
    return run(of(claim, Script.PUT_BACK)
            .time(retry.due())
            .number(retry.tries())
            .text(retry.error()))
        .map(Deliveries::claimed);
  }

  private static Call of(Delivery.Claim claim, Script script) {
    return new Call(script).id(claim.execution()).number(claim.number());
  }

  private static Claimed claimed(Response answer) {
    return Claimed.valueOf(answer.toString().toUpperCase(Locale.ROOT));
  }

  @Override
  public Future<Boolean> redrive(ExecutionId id, Instant now) {
    return run(new Call(Script.REDRIVE).id(id).time(now))
        .map(answer -> answer.toInteger() == 1)
        .onSuccess(isDue -> {
          if (isDue) {
            listeners.due();
          }
        });
  }

  @Override
  public Future<Optional<Delivery>> find(ExecutionId id) {
    return run(new Call(Script.DELIVERY).id(id))
        .map(row -> row.size() == 0 ? Optional.empty() : Optional.of(delivery(row)));
  }

  private static Delivery delivery(Response row) {
    var error = row.get(3).toString();
    return Delivery.of(
        row.get(0).toInteger() == 1,
        row.get(1).toInteger(),
        instant(row.get(2)),
        error.isEmpty() ? null : error);
  }

  @Override
  public Future<Delivery.Backlog> backlog() {
    return run(new Call(Script.DELIVERY_BACKLOG))
        .map(row ->
            new Delivery.Backlog(
                row.get(0).toInteger(), row.get(1).toInteger(), instant(row.get(2))));
  }

  private static @Nullable Instant instant(Response hex) {
    return hex.toString().isEmpty() ? null : Call.instant(hex.toString());
  }

  @Override
  public void onDue(Runnable listener) {
    listeners.onDue(listener);
  }

  private Future<Response> run(Call call) {
    return store.with(open -> open.scripts().run(call));
  }
}
