package dev.rcrewai.operation;

import dev.rcrewai.crew.CrewRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code GET /crews/{crew_name}/inputs}: the names of the inputs that a kickoff must give. */
final class AmpInputsOperation implements Operation {
  private final CrewRegistry crews;

  AmpInputsOperation(CrewRegistry crews) {
    this.crews = crews;
  }

  @Override
  public String id() {
    return "ampInputs";
  }

  @Override
  public void handle(Exchange exchange) {
    var crew = crews.find(exchange.path("crew_name"));
    if (crew == null || !exchange.caller().mayExecute(crew.name())) {
      exchange.problem(Problems.NO_SUCH_CREW);
    } else {
      var required = Objects.requireNonNullElse(crew.inputs().get("required"), List.of());
      exchange.json(200, Map.of("inputs", required));
    }
  }
}
