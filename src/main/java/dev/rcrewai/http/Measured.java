package dev.rcrewai.http;

import dev.rcrewai.telemetry.Metrics;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.time.Duration;

/** Counts and times each request by its route's template: a caller never makes a label. */
record Measured(Metrics metrics, String path) implements PlatformHandler {
  @Override
  public void handle(RoutingContext context) {
    long began = System.nanoTime();
    var method = context.request().method().name();
    context.addEndHandler(_ ->
        metrics.requestFinished(
            method,
            path,
            context.response().getStatusCode(),
            Duration.ofNanos(System.nanoTime() - began)));
    context.next();
  }
}
