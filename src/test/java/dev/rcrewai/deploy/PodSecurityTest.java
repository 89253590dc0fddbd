package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All pods meet the Pod Security standard "restricted", by a checker that is not ours. */
class PodSecurityTest {
  private static final NodeTools TOOLS = NodeTools.installed("k8s");

  @Test
  void everyPod_isRestricted() {
    var given = JsonNodeFactory.instance.objectNode();
    for (var overlay : List.of("development", "production", "blue-green")) {
      given
          .putArray(overlay)
          .addAll(Kustomize.overlay(overlay).stream().map(Manifest::json).toList());
    }
    given
        .putArray("event-bus")
        .addAll(Kustomize.baseWith("event-bus", "crews").stream().map(Manifest::json).toList());

    assertThat(TOOLS.run("pod-security.mjs", given.toString())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PSS202, '\"allowPrivilegeEscalation\":false', '\"allowPrivilegeEscalation\":true'",
    "PSS206, '\"ALL\"', '\"KILL\"'",
    "PSS205, '\"RuntimeDefault\"', '\"Unconfined\"'",
    "PSS201, '\"emptyDir\":{\"sizeLimit\":\"256Mi\"}', '\"hostPath\":{\"path\":\"/tmp\"}'"
  })
  void podThatIsNotRestricted_isFound(String rule, String right, String wrong) {
    var deployment = Manifest.one(Kustomize.overlay("production"), "Deployment", "rcrewai-app");
    assertThat(deployment.json().toString()).contains(right);
    var broken = deployment.json().toString().replace(right, wrong);

    assertThat(TOOLS.run("pod-security.mjs", "{\"broken\":[" + broken + "]}"))
        .extracting(PodSecurityTest::rule)
        .contains(rule);
  }

  private static String rule(JsonNode finding) {
    return finding.path("rule").asText();
  }
}
