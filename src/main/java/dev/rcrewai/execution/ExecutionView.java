package dev.rcrewai.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.step.AnswerCheck;
import dev.rcrewai.step.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executions as every door shows them. Thread-safe. */
public final class ExecutionView {
  /** A model may write numbers that are too large to be written out. */
  private static final ObjectReader STRUCTURED =
      Json.MAPPER.reader().without(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final InstantSource clock;

  public ExecutionView(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * {@code {execution_id, crew_name, status, outcome, …, result}}.
   *
   * @param delivery how far its webhook has been told, or null where it has none
   */
  public ObjectNode execution(Execution execution, Pinned crew, @Nullable Delivery delivery) {
    var accepted = execution.accepted();
    var node = Json.MAPPER.createObjectNode();
    node.put("execution_id", execution.id().text());
    node.put("crew_name", accepted.crewName());
    node.put("status", execution.status().word());
    ended(node, execution.outcome());
    node.put("detail", execution.outcome() == Outcome.COMPLETED ? null : execution.output());
    node.put("request_id", accepted.requestId());
    if (accepted.retryOf() != null) {
      node.put("retry_of", accepted.retryOf().text());
    }
    node.set("metadata", Json.MAPPER.valueToTree(accepted.metadata()));
    times(node, execution.createdAt(), execution.startedAt(), execution.endedAt());
    node.put("deadline", execution.deadline().toString());
    node.put("duration", duration(execution));
    spent(node, execution.usage(), execution.costUsd());
    if (!execution.waitingFor().isEmpty()) {
      node.set("waiting_for", Json.MAPPER.valueToTree(execution.waitingFor()));
    }
    if (!execution.questions().isEmpty()) {
      node.set("questions", questions(execution.questions()));
    }
    var webhook = accepted.webhook();
    if (webhook != null && delivery != null) {
      node.set("webhook", webhook(webhook, delivery));
    }
    node.set("result", result(execution, crew));
    return node;
  }

  /** {@code [{question, kind, text, subject, choices, rules, expected, asked_at, expires_at}]}. */
  private static ArrayNode questions(List<OpenQuestion> questions) {
    var array = Json.MAPPER.createArrayNode();
    for (var open : questions) {
      var node = array.addObject();
      node.put("question", open.path().text());
      node.setAll((ObjectNode) Json.MAPPER.valueToTree(open.question()));
      node.remove("expires_in");
      node.put("expected", AnswerCheck.expected(open.question()));
      node.put("asked_at", open.askedAt().toString());
      node.put("expires_at", open.expiresAt().toString());
    }
    return array;
  }

  private static ObjectNode webhook(Webhook webhook, Delivery delivery) {
    var node = Json.MAPPER.createObjectNode();
    node.put("url", webhook.url());
    node.set("events", Json.MAPPER.valueToTree(webhook.events()));
    node.put("status", delivery.state().word());
    node.put("tries", delivery.tries());
    var due = delivery.due();
    node.put("next_try_at", due == null ? null : due.truncatedTo(ChronoUnit.MILLIS).toString());
    node.put("last_error", delivery.error());
    return node;
  }

  /** The same without the result, as lists have it. */
  public ObjectNode summary(Summary summary) {
    var node = Json.MAPPER.createObjectNode();
    node.put("execution_id", summary.id().text());
    node.put("crew_name", summary.crewName());
    node.put("status", summary.status().word());
    ended(node, summary.outcome());
    node.put("request_id", summary.requestId());
    times(node, summary.createdAt(), summary.startedAt(), summary.endedAt());
    spent(node, summary.usage(), summary.costUsd());
    return node;
  }

  /** {@code {batch_id, crew_name, status, total, counts, …, executions}}. */
  public ObjectNode batch(ExecutionBatch batch) {
    var node = Json.MAPPER.createObjectNode();
    node.put("batch_id", batch.id());
    node.put("crew_name", batch.crewName());
    node.put("status", batch.status().word());
    node.put("total", batch.executions().size());
    var counts = node.putObject("counts");
    batch.counts().forEach((status, count) -> counts.put(status.word(), count));
    node.put("created_at", batch.createdAt().toString());
    var endedAt = batch.endedAt();
    node.put("ended_at", endedAt == null ? null : endedAt.toString());
    spent(node, batch.usage(), batch.costUsd());
    var list = node.putArray("executions");
    for (var one : batch.executions()) {
      var item = list.addObject();
      item.put("execution_id", one.id().text());
      item.put("status", one.status().word());
      ended(item, one.outcome());
    }
    return node;
  }

  /** The answer of {@code POST /execute} when all went well. */
  public ObjectNode executed(Execution execution, Pinned crew) {
    var node = Json.MAPPER.createObjectNode();
    node.put("execution_id", execution.id().text());
    node.put("success", execution.outcome() == Outcome.COMPLETED);
    node.put("duration", duration(execution));
    node.set("result", result(execution, crew));
    return node;
  }

  /** What a problem says of an execution that did not go well. */
  public ObjectNode failed(Execution execution, Outcome outcome, Pinned crew) {
    var node = Json.MAPPER.createObjectNode();
    node.put("execution_id", execution.id().text());
    node.put("success", false);
    node.put("outcome", outcome.word());
    node.put("retryable", outcome.retryable());
    node.put("detail", execution.output());
    node.put("duration", duration(execution));
    node.set("result", result(execution, crew));
    return node;
  }

  /** {@code {crew, process, total_tasks, …, results: [{task, agent, status, result, …}]}}. */
  private ObjectNode result(Execution execution, Pinned pinned) {
    var known = new HashMap<String, TaskState>();
    execution.tasks().forEach(task -> known.put(task.task(), task));
    var tasks = pinned.listed(execution.tasks());
    var node = Json.MAPPER.createObjectNode();
    long completed = count(execution, TaskState.Progress.COMPLETED);
    node.put("crew", pinned.name());
    node.put("process", pinned.process());
    node.put("total_tasks", tasks.size());
    node.put("completed_tasks", completed);
    node.put("failed_tasks", count(execution, TaskState.Progress.FAILED));
    node.put("success_rate", percent(completed, tasks.size()));
    var results = node.putArray("results");
    for (var task : tasks) {
      results.add(task(task, known.get(task.task())));
    }
    if (pinned instanceof PinnedFlow flow) {
      node.set("state", Json.MAPPER.valueToTree(flow.state(execution)));
    }
    node.put("output", execution.outcome() == Outcome.COMPLETED ? execution.output() : null);
    spent(node, execution.usage(), execution.costUsd());
    return node;
  }

  private static ObjectNode task(Pinned.Listed task, @Nullable TaskState state) {
    var node = Json.MAPPER.createObjectNode();
    node.put("task", task.task());
    node.put("agent", task.agent());
    node.put("status", state == null ? "pending" : state.status().word());
    node.put("result", state == null ? null : state.output());
    if (task.structured() && state != null && state.output() != null) {
      node.set("structured_output", structured(state.output()));
    }
    if (state != null && !state.known().isEmpty()) {
      node.set("knowledge", Json.MAPPER.valueToTree(state.known()));
    }
    if (state != null && state.detail() != null) {
      node.put("detail", state.detail());
    }
    if (state != null && state.outcome() != null) {
      node.put("outcome", state.outcome().word());
    }
    if (state != null && state.startedAt() != null) {
      node.put("started_at", state.startedAt().toString());
    }
    if (state != null && state.endedAt() != null) {
      node.put("ended_at", state.endedAt().toString());
    }
    return node;
  }

  /** The engine accepts nothing else from a task with a schema. */
  private static JsonNode structured(String answer) {
    try {
      return STRUCTURED.readTree(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the answer of a task with a schema is no JSON", e);
    }
  }

  private static void ended(ObjectNode node, @Nullable Outcome outcome) {
    node.put("outcome", outcome == null ? null : outcome.word());
    if (outcome != null) {
      node.put("retryable", outcome.retryable());
    }
  }

  private static void times(
      ObjectNode node, Instant created, @Nullable Instant started, @Nullable Instant ended) {
    node.put("created_at", created.toString());
    node.put("started_at", started == null ? null : started.toString());
    node.put("ended_at", ended == null ? null : ended.toString());
  }

  private static void spent(ObjectNode node, Usage usage, @Nullable BigDecimal costUsd) {
    node.set("usage", Json.MAPPER.valueToTree(usage));
    node.put("cost_usd", costUsd);
  }

  private double duration(Execution execution) {
    return seconds(execution.duration(clock.instant()));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static long count(Execution execution, TaskState.Progress status) {
    return execution.tasks().stream().filter(task -> task.status() == status).count();
  }

  private static double percent(long part, int whole) {
    return BigDecimal.valueOf(100.0 * part / Math.max(1, whole))
        .setScale(1, RoundingMode.HALF_UP)
        .doubleValue();
  }
}
