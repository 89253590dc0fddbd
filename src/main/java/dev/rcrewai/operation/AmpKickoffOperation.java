package dev.rcrewai.operation;

import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.execution.Webhook;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code POST /crews/{crew_name}/kickoff}: {@code POST /v1/executions} in AMP's words. */
final class AmpKickoffOperation implements Operation {
  /** Each member that holds an address, and the events that it stands for. */
  private static final Map<String, List<String>> WEBHOOKS = webhooks();

  private static final Problem SEVERAL_ADDRESSES =
      Problems.invalid(
          "The webhook URLs differ; an execution calls back at one address, where the events' types"
              + " tell them apart");

  private final Executions executions;

  AmpKickoffOperation(Executions executions) {
    this.executions = executions;
  }

  @Override
  public String id() {
    return "ampKickoff";
  }

  @Override
  public void handle(Exchange exchange) {
    var body = exchange.object();
    var crew = exchange.path("crew_name");
    if (!exchange.caller().mayExecute(crew)) {
      exchange.problem(Problems.FORBIDDEN);
    } else if (addresses(body).size() > 1) {
      exchange.problem(SEVERAL_ADDRESSES);
    } else {
      start(
          exchange,
          ExecutionRequests.of(exchange, translated(crew, body), id(), ProviderKeys.NONE));
    }
  }

  private void start(Exchange exchange, ExecutionRequest request) {
    executions
        .submit(executions.newId(), request)
        .onFailure(exchange::storeFailed)
        .onSuccess(submitted -> {
          switch (submitted) {
            case Submitted.Accepted(var id) -> answer(exchange, id);
            case Submitted.Replayed(var id) -> answer(exchange, id);
            case Submitted.Refused refused -> exchange.problem(Problems.of(refused));
          }
        });
  }

  private static void answer(Exchange exchange, ExecutionId id) {
    exchange.json(200, Map.of("kickoff_id", id.text()));
  }

  private static JsonObject translated(String crew, JsonObject body) {
    var metadata = new JsonObject();
    body.getJsonObject("meta", new JsonObject())
        .forEach(entry -> metadata.put(entry.getKey(), String.valueOf(entry.getValue())));
    var ours =
        new JsonObject()
            .put("crew_name", crew)
            .put("inputs", body.getJsonObject("inputs"))
            .put("metadata", metadata);
    webhook(body).ifPresent(webhook -> ours.put("webhook", webhook));
    return ours;
  }

  private static Optional<JsonObject> webhook(JsonObject body) {
    var events = new JsonArray();
    WEBHOOKS.forEach((member, words) -> {
      if (body.containsKey(member)) {
        words.forEach(events::add);
      }
    });
    return addresses(body).stream()
        .findFirst()
        .map(url -> new JsonObject().put("url", url).put("events", events));
  }

  private static Set<String> addresses(JsonObject body) {
    var urls = new LinkedHashSet<String>();
    WEBHOOKS.keySet().stream().filter(body::containsKey).map(body::getString).forEach(urls::add);
    return urls;
  }

  private static Map<String, List<String>> webhooks() {
    var all = new LinkedHashMap<String, List<String>>();
    all.put("taskWebhookUrl", List.of("task.completed", "task.failed", "task.skipped"));
    all.put(
        "stepWebhookUrl",
        List.of("chat.completed", "chat.failed", "tool.completed", "tool.failed", "tool.unknown"));
    all.put("crewWebhookUrl", Webhook.EVENTS_DEFAULT);
    return all;
  }
}
