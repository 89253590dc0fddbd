package dev.rcrewai.http;

import dev.rcrewai.operation.AmpOperations;
import dev.rcrewai.operation.Operation;
import dev.rcrewai.operation.Operations;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Every operation of the OpenAPI document, made for one HttpVerticle instance. */
final class HttpOperations {
  private HttpOperations() {}

  static List<Operation> all(Vertx vertx, HttpServices services) {
    var telemetry = services.operations().settings().telemetry();
    var all = new ArrayList<>(Operations.all(services.operations()));
    all.addAll(AmpOperations.all(services.operations()));
    all.add(new GetMetricsOperation(vertx, services.metrics(), telemetry.metricsEnabled()));
    all.add(TextOperation.openApi());
    all.add(TextOperation.docs());
    all.add(TextOperation.crewSchema());
    all.add(TextOperation.flowSchema());
    all.addAll(HealthOperations.of(services.probes()));
    return all;
  }

  /** What every door has is work for callers; the rest, asked again and again, is for operators. */
  static boolean isTraced(Operation operation) {
    return !operation.getClass().getPackage().equals(HttpOperations.class.getPackage());
  }
}
