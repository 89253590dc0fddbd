package dev.rcrewai;

import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.telemetry.Metrics.GaugeName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The figures of a node that are asked for at each scrape. */
final class NodeGauges {
  private final Node node;
  private final Metrics metrics;

  NodeGauges(Node node, Metrics metrics) {
    this.node = node;
    this.metrics = metrics;
  }

  void register() {
    var dispatcher = node.dispatcher();
    metrics.gauge(GaugeName.QUEUE_DEPTH, dispatcher::queueDepth);
    metrics.gauge(GaugeName.SUSPECTS, dispatcher::suspects);
    metrics.gauge(GaugeName.QUEUE_AGE, () -> age(dispatcher.oldestQueued()));
    metrics.gauge(GaugeName.CREWS_LOADED, () -> node.crews().all().size());
    metrics.gauge(GaugeName.CREWS_BROKEN, () -> node.crews().broken().size());
  }

  private static double age(@Nullable Instant since) {
    return since == null
        ? 0
        : Math.max(0, Duration.between(since, Clock.systemUTC().instant()).toMillis() / 1000.0);
  }
}
