package dev.rcrewai.operation;

import dev.rcrewai.crew.CrewRegistry;

/** {@code GET /v1/crews/{crew_name}}. */
final class GetCrewOperation implements Operation {
  private final CrewRegistry crews;

  GetCrewOperation(CrewRegistry crews) {
    this.crews = crews;
  }

  @Override
  public String id() {
    return "getCrew";
  }

  @Override
  public void handle(Exchange exchange) {
    var crew = crews.find(exchange.path("crew_name"));
    if (crew == null || !exchange.caller().mayExecute(crew.name())) {
      exchange.problem(Problems.NO_SUCH_CREW);
    } else {
      exchange.json(200, CrewView.of(crew));
    }
  }
}
