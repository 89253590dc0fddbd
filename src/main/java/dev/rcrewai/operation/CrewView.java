package dev.rcrewai.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.crew.Automation;
import dev.rcrewai.execution.Json;

/**
 * A crew or flow as callers see it: without the addresses of its servers, and what is sent to them.
 */
final class CrewView {
  private CrewView() {}

  static ObjectNode of(Automation crew) {
    ObjectNode node = Json.MAPPER.valueToTree(crew);
    node.remove("mcp");
    return node;
  }
}
