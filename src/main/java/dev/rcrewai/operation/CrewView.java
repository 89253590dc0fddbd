package dev.rcrewai.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.crew.Automation;
import dev.rcrewai.execution.Json;
import java.util.List;

/**
 * A crew or flow as callers see it: without its servers' addresses and what is sent to them, and
 * without the documents that its agents know.
 */
final class CrewView {
  private CrewView() {}

  static ObjectNode of(Automation crew) {
    ObjectNode node = Json.MAPPER.valueToTree(crew);
    node.remove(List.of("mcp", "knowledge"));
    node.path("agents").forEach(agent -> ((ObjectNode) agent).remove("knowledge"));
    return node;
  }
}
