package dev.rcrewai.gateway;

import java.util.Map;

/** The public addresses of the event bus. */
final class Addresses {
  /** Each address, and the operation of the OpenAPI document that answers there. */
  static final Map<String, String> OPERATIONS =
      Map.of(
          "rcrewai.executions.run", "execute",
          "rcrewai.executions.start", "createExecution",
          "rcrewai.executions.get", "getExecution",
          "rcrewai.executions.list", "listExecutions",
          "rcrewai.executions.events", "getEvents",
          "rcrewai.executions.cancel", "cancelExecution",
          "rcrewai.executions.retry", "retryExecution",
          "rcrewai.crews.list", "listCrews",
          "rcrewai.crews.get", "getCrew");

  /** Where clients listen for events; nothing of ours does. */
  static final String CLIENTS = "rcrewai.client.";

  private Addresses() {}
}
