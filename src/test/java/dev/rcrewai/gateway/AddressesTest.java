package dev.rcrewai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.rcrewai.operation.Contract;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressesTest {
  /** About HTTP itself, for operators, or for clients of another server. */
  private static final Set<String> HTTP_ONLY =
      Set.of(
          "getHealth",
          "getLive",
          "getReady",
          "getMetrics",
          "getCrewSchema",
          "getFlowSchema",
          "getOpenApi",
          "getDocs",
          "ampInputs",
          "ampKickoff",
          "ampStatus",
          "ampResume");

  @Test
  void everyOperation_hasAnAddress() throws IOException {
    var operations = new HashSet<String>();
    for (var path : new YAMLMapper().readTree(Contract.text()).path("paths")) {
      for (JsonNode operation : path) {
        operations.add(operation.path("operationId").asText());
      }
    }
    operations.removeAll(HTTP_ONLY);

    assertThat(Addresses.OPERATIONS.values()).containsExactlyInAnyOrderElementsOf(operations);
  }
}
