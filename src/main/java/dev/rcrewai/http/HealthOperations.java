package dev.rcrewai.http;

import dev.rcrewai.health.Audience;
import dev.rcrewai.health.HealthRegistry;
import dev.rcrewai.health.Liveness;
import dev.rcrewai.health.Readiness;
import java.util.List;
import java.util.function.Consumer;

/** The probes on the public port: what is known, without texts or hosts. */
final class HealthOperations {
  private record Probe(String id, Consumer<Exchange> answer) implements Operation {
    @Override
    public void handle(Exchange exchange) {
      answer.accept(exchange);
    }
  }

  private HealthOperations() {}

  static List<Operation> of(HealthRegistry health, Readiness readiness, Liveness liveness) {
    return List.of(
        new Probe("getHealth", exchange -> health(exchange, health)),
        new Probe("getLive", exchange -> live(exchange, liveness)),
        new Probe("getReady", exchange -> ready(exchange, readiness)));
  }

  private static void health(Exchange exchange, HealthRegistry health) {
    health
        .report()
        .onSuccess(r -> exchange.json(r.httpStatus(), r.toJson(Audience.PUBLIC).getMap()))
        .onFailure(exchange::failed);
  }

  private static void live(Exchange exchange, Liveness liveness) {
    var report = liveness.report();
    exchange.json(report.httpStatus(), report.toJson().getMap());
  }

  private static void ready(Exchange exchange, Readiness readiness) {
    readiness
        .report()
        .onSuccess(report -> exchange.json(report.httpStatus(), report.toJson().getMap()))
        .onFailure(exchange::failed);
  }
}
