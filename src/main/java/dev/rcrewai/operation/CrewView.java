package dev.rcrewai.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.execution.Json;

/** A crew as callers see it: without the addresses of its servers, and what is sent to them. */
final class CrewView {
  private CrewView() {}

  static ObjectNode of(Crew crew) {
    ObjectNode node = Json.MAPPER.valueToTree(crew);
    node.remove("mcp");
    return node;
  }
}
