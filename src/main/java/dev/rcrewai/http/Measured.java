package dev.rcrewai.http;

import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.time.Duration;
import java.util.Set;

/** Counts and times each request by its route's template: a caller never makes a label. */
record Measured(Metrics metrics, String path) implements PlatformHandler {
  private static final String OTHER = "other";
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE);

  @Override
  public void handle(RoutingContext context) {
    long began = System.nanoTime();
    var asked = context.request().method();
    var method = METHODS.contains(asked) ? asked.name() : OTHER;
    context.addEndHandler(_ ->
        metrics.requestFinished(
            method,
            path,
            context.response().getStatusCode(),
            Duration.ofNanos(System.nanoTime() - began)));
    context.next();
  }
}
