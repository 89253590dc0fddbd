package dev.rcrewai.webhook;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.EventType;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Status;
import java.nio.charset.StandardCharsets;

/**
 * An event of a journal as CloudEvents 1.0 has it, in structured mode. The same event is the same
 * bytes, whenever it is told.
 *
 * @param accepted what began its journal
 */
record CloudEvent(ExecutionAccepted accepted, Event event) {
  static final String MEDIA_TYPE = "application/cloudevents+json; charset=utf-8";

  /** Unique in all journals. */
  String id() {
    return accepted.executionId().text() + "/" + event.seq();
  }

  byte[] body() {
    var execution = accepted.executionId().text();
    var node = Json.MAPPER.createObjectNode();
    node.put("specversion", "1.0");
    node.put("id", id());
    node.put("source", "/v1/executions/" + execution);
    node.put("type", "dev.rcrewai." + EventType.of(event.data()));
    node.put("subject", execution);
    node.put("time", event.at().toString());
    node.put("datacontenttype", "application/json");
    var data = Json.event(event);
    data.put("execution_id", execution);
    data.put("crew_name", accepted.crewName());
    data.put("request_id", accepted.requestId());
    data.put("status", status(event.data()).word());
    node.set("data", data);
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Where the event leaves the execution: who appends holds its lease, so it runs until then. */
  private static Status status(EventData data) {
    return switch (data) {
      case ExecutionAccepted _ -> Status.QUEUED;
      case EventData.ExecutionReleased released -> released.status();
      case EventData.ExecutionCompleted _ -> Status.COMPLETED;
      case EventData.ExecutionFailed _ -> Status.FAILED;
      case EventData.ExecutionCancelled _ -> Status.CANCELLED;
      case EventData.OfStep _,
          EventData.ExecutionStarted _,
          EventData.ExecutionResumed _,
          EventData.CancelRequested _,
          EventData.Unrecognized _ ->
          Status.RUNNING;
    };
  }
}
