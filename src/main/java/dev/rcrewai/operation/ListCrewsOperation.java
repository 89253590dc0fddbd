package dev.rcrewai.operation;

import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.execution.Json;

/** {@code GET /v1/crews}: the crews that this caller may run. */
final class ListCrewsOperation implements Operation {
  private final CrewRegistry crews;

  ListCrewsOperation(CrewRegistry crews) {
    this.crews = crews;
  }

  @Override
  public String id() {
    return "listCrews";
  }

  @Override
  public void handle(Exchange exchange) {
    var body = Json.MAPPER.createObjectNode();
    var list = body.putArray("crews");
    crews.all().stream()
        .filter(crew -> exchange.caller().mayExecute(crew.name()))
        .forEach(crew -> list.add(CrewView.of(crew)));
    exchange.json(200, body);
  }
}
