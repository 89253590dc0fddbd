package dev.rcrewai.http;

import dev.rcrewai.health.Audience;
import dev.rcrewai.health.Probes;
import dev.rcrewai.operation.Exchange;
import dev.rcrewai.operation.Operation;
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

  static List<Operation> of(Probes probes) {
    return List.of(
        new Probe("getHealth", exchange -> health(exchange, probes)),
        new Probe("getLive", exchange -> live(exchange, probes)),
        new Probe("getReady", exchange -> ready(exchange, probes)));
  }

  private static void health(Exchange exchange, Probes probes) {
    probes
        .health()
        .report()
        .onSuccess(r -> exchange.json(r.httpStatus(), r.toJson(Audience.PUBLIC)))
        .onFailure(exchange::failed);
  }

  private static void live(Exchange exchange, Probes probes) {
    var report = probes.liveness().report();
    exchange.json(report.httpStatus(), report.toJson());
  }

  private static void ready(Exchange exchange, Probes probes) {
    probes
        .readiness()
        .report()
        .onSuccess(report -> exchange.json(report.httpStatus(), report.toJson()))
        .onFailure(exchange::failed);
  }
}
