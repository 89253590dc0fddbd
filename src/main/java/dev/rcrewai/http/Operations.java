package dev.rcrewai.http;

import dev.rcrewai.execution.ExecutionView;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every operation of the OpenAPI document, made for one HttpVerticle instance. */
final class Operations {
  /** An execution ends by its deadline; its last event takes a moment more. */
  private static final Duration END_MARGIN = Duration.ofSeconds(10);

  private Operations() {}

  static List<Operation> all(Vertx vertx, HttpServices services, EventStreams streams) {
    var executions = services.executions();
    var view = new ExecutionView(services.clock());
    var answers = new ExecutionAnswers(executions, view);
    var submit = new SubmitAndWait(executions);
    var waitMax = services.settings().execution().timeoutMax().plus(END_MARGIN);
    var keys = new ProviderKeyHeader(services.settings().llm().providerNames());
    boolean metricsEnabled = services.settings().telemetry().metricsEnabled();
    var all = new ArrayList<Operation>();
    all.add(new ExecuteOperation(keys, submit, answers, waitMax));
    all.add(new CreateExecutionOperation(keys, executions, submit, answers, waitMax));
    all.add(new ListExecutionsOperation(executions, view));
    all.add(new GetExecutionOperation(answers));
    all.add(new GetEventsOperation(executions, answers, streams));
    all.add(new CancelExecutionOperation(executions, answers));
    all.add(new RetryExecutionOperation(executions, answers));
    all.add(new ListCrewsOperation(services.crews()));
    all.add(new GetCrewOperation(services.crews()));
    all.add(new GetMetricsOperation(vertx, services.metrics(), metricsEnabled));
    all.add(TextOperation.openApi());
    all.add(TextOperation.docs());
    all.add(TextOperation.crewSchema());
    all.addAll(HealthOperations.of(services.probes()));
    return all;
  }
}
