package dev.rcrewai.webhook;

import dev.rcrewai.execution.Delivery.Backlog;
import dev.rcrewai.telemetry.Metrics.GaugeName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells webhooks, for as long as it is deployed: what this node made due at once, and from time to
 * time what others did, or what is to be tried again. One instance for each node.
 */
public final class WebhookVerticle extends VerticleBase {
  private static final long COUNT_MILLIS = 10_000;

  private final WebhookServices services;
  private final List<Long> timers = new ArrayList<>();
  private @Nullable Receivers receivers;
  private @Nullable Deliveries deliveries;
  private volatile Backlog backlog = new Backlog(0, 0, null);

  public WebhookVerticle(WebhookServices services) {
    this.services = services;
  }

  @Override
  public Future<?> start() {
    var settings = services.settings();
    var opened =
        new Receivers(
            vertx,
            services.client(),
            services.guard(),
            settings.timeout(),
            settings.concurrentMax(),
            services.clock());
    var telling = new Deliveries(services, opened);
    receivers = opened;
    deliveries = telling;
    services.store().deliveries().onDue(() -> context.runOnContext(_ -> telling.look()));
    timers.add(vertx.setPeriodic(services.poll().toMillis(), _ -> telling.look()));
    timers.add(vertx.setPeriodic(COUNT_MILLIS, _ -> count()));
    register();
    telling.look();
    return Future.succeededFuture();
  }

  /** Begins nothing more; completes when what is under way has ended. May be called anywhere. */
  public Future<Void> drain() {
    Promise<Void> drained = Promise.promise();
    if (context == null) {
      return Future.succeededFuture(); // never deployed
    }
    context.runOnContext(_ -> {
      timers.forEach(vertx::cancelTimer);
      if (deliveries == null) {
        drained.complete();
      } else {
        deliveries.drain().onComplete(drained);
      }
    });
    return drained.future();
  }

  @Override
  public Future<?> stop() {
    timers.forEach(vertx::cancelTimer);
    if (deliveries != null) {
      deliveries.drain();
    }
    return receivers == null ? Future.succeededFuture() : receivers.close();
  }

  private void register() {
    var metrics = services.metrics();
    metrics.gauge(GaugeName.WEBHOOKS_PENDING, () -> backlog.pending());
    metrics.gauge(GaugeName.WEBHOOKS_DEAD, () -> backlog.dead());
    metrics.gauge(GaugeName.WEBHOOKS_AGE, this::age);
  }

  private double age() {
    var oldest = backlog.oldest();
    var age = oldest == null ? Duration.ZERO : Duration.between(oldest, services.clock().instant());
    return Math.max(0, age.toMillis() / 1e3);
  }

  private void count() {
    services.store().deliveries().backlog().onSuccess(counted -> backlog = counted);
  }
}
