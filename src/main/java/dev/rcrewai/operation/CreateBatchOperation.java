package dev.rcrewai.operation;

import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.operation.ExecutionAnswers.Replay;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code POST /v1/executions/batch}: one crew, many inputs, all or nothing. */
final class CreateBatchOperation implements Operation {
  private static final Problem NOBODY_WAITS =
      Problems.invalid("Provider-Key is for callers who wait; a batch takes provider_keys");

  private final ProviderKeyHeader keys;
  private final Executions executions;
  private final BatchAnswers answers;

  CreateBatchOperation(ProviderKeyHeader keys, Executions executions, BatchAnswers answers) {
    this.keys = keys;
    this.executions = executions;
    this.answers = answers;
  }

  @Override
  public String id() {
    return "createBatch";
  }

  @Override
  public void handle(Exchange exchange) {
    if (ProviderKeyHeader.isSent(exchange)) {
      exchange.problem(NOBODY_WAITS);
    } else {
      keys.read(exchange, _ -> start(exchange));
    }
  }

  private void start(Exchange exchange) {
    var body = exchange.object();
    if (!exchange.caller().mayExecute(body.getString("crew_name"))) {
      exchange.problem(Problems.FORBIDDEN);
      return;
    }
    var id = executions.newId().text();
    var each = new JsonObject(new HashMap<>(body.getMap()));
    each.put("inputs", new JsonObject()).put("request_id", id);
    executions
        .submitAll(ExecutionRequests.of(exchange, each, id(), ProviderKeys.NONE), inputs(body))
        .onSuccess(submitted -> {
          switch (submitted) {
            case Submitted.Accepted _ -> answers.answer(exchange, 202, id, Replay.NEW);
            case Submitted.Replayed(var first) -> replay(exchange, first);
            case Submitted.Refused refused -> exchange.problem(Problems.of(refused));
          }
        })
        .onFailure(exchange::storeFailed);
  }

  private void replay(Exchange exchange, ExecutionId first) {
    executions
        .find(first)
        .onSuccess(found ->
            answers.answer(
                exchange,
                202,
                found.map(one -> String.valueOf(one.requestId())).orElse(""),
                Replay.REPLAYED))
        .onFailure(exchange::storeFailed);
  }

  private static List<Map<String, Object>> inputs(JsonObject body) {
    return body.getJsonArray("inputs").stream()
        .map(JsonObject.class::cast)
        .map(JsonObject::getMap)
        .toList();
  }
}
