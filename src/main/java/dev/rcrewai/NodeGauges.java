package dev.rcrewai;

import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.telemetry.Metrics.GaugeName;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The figures of a node that are asked for at each scrape. */
final class NodeGauges {
  private static final Duration STORE_PERIOD = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Node node;
  private final Metrics metrics;

  NodeGauges(Vertx vertx, Node node, Metrics metrics) {
    this.vertx = vertx;
    this.node = node;
    this.metrics = metrics;
  }

  /** Registers them, and begins to ask the store from time to time. */
  void register() {
    var dispatcher = node.dispatcher();
    metrics.gauge(GaugeName.SLOTS, dispatcher::slots);
    metrics.gauge(GaugeName.NODES, dispatcher::nodes);
    metrics.gauge(GaugeName.QUEUE_DEPTH, dispatcher::queueDepth);
    metrics.gauge(GaugeName.SUSPECTS, dispatcher::suspects);
    metrics.gauge(GaugeName.QUEUE_AGE, () -> age(dispatcher.oldestQueued()));
    metrics.gauge(GaugeName.CREWS_LOADED, () -> node.crews().all().size());
    metrics.gauge(GaugeName.KNOWLEDGE_CHUNKS, () -> node.knowledge().chunks());
    metrics.gauge(GaugeName.CREWS_BROKEN, () -> node.crews().broken().size());
    var store = new StoreWatch(node.store()::check);
    metrics.gauge(GaugeName.STORE_UP, store::up);
    metrics.gauge(GaugeName.STORE_DURABLE, store::durable);
    store.askEvery(vertx, STORE_PERIOD);
  }

  private static double age(@Nullable Instant since) {
    return since == null
        ? 0
        : Math.max(0, Duration.between(since, Clock.systemUTC().instant()).toMillis() / 1000.0);
  }
}
