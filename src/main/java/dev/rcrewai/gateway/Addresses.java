package dev.rcrewai.gateway;

import static java.util.Map.entry;

import java.util.Map;

/** The public addresses of the event bus. */
final class Addresses {
  /** Each address, and the operation of the OpenAPI document that answers there. */
  static final Map<String, String> OPERATIONS =
      Map.ofEntries(
          entry("rcrewai.executions.run", "execute"),
          entry("rcrewai.executions.start", "createExecution"),
          entry("rcrewai.executions.get", "getExecution"),
          entry("rcrewai.executions.list", "listExecutions"),
          entry("rcrewai.executions.events", "getEvents"),
          entry("rcrewai.executions.cancel", "cancelExecution"),
          entry("rcrewai.executions.input", "answerInput"),
          entry("rcrewai.executions.retry", "retryExecution"),
          entry("rcrewai.executions.redeliver", "redeliverWebhook"),
          entry("rcrewai.batches.start", "createBatch"),
          entry("rcrewai.batches.get", "getBatch"),
          entry("rcrewai.batches.cancel", "cancelBatch"),
          entry("rcrewai.memory.get", "getMemory"),
          entry("rcrewai.memory.erase", "eraseMemory"),
          entry("rcrewai.crews.list", "listCrews"),
          entry("rcrewai.crews.get", "getCrew"));

  /** Where clients listen for events; nothing of ours does. */
  static final String CLIENTS = "rcrewai.client.";

  private Addresses() {}
}
