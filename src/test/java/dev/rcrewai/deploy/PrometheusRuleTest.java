package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Keeps the rules of the Prometheus Operator like those of Prometheus, which have tests of their
 * own. After a change of those, write them anew with {@code mvn test -Dtest=PrometheusRuleTest
 * -Dk8s.write=true}.
 */
class PrometheusRuleTest {
  private static final Path RULES = Path.of("monitoring", "prometheus", "rules");
  private static final Path MANIFEST =
      Path.of("k8s", "components", "monitoring", "prometheus-rule.yaml");

  @Test
  void rulesInTheCluster_areThoseOfMonitoring() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(RULES), "skipped: there is no " + RULES);
    var expected = manifest();
    if (Boolean.getBoolean("k8s.write")) {
      Files.writeString(MANIFEST, expected);
    }

    assertThat(Files.readString(MANIFEST)).as("see this test's comment").isEqualTo(expected);
  }

  @Test
  void groups_haveNamesOfTheirOwnInEachObject() throws IOException {
    assertThat(Manifest.parse(Files.readString(MANIFEST)))
        .isNotEmpty()
        .allSatisfy(rules ->
            assertThat(
                    Manifest.elements(rules.at("/spec/groups"))
                        .map(group -> group.path("name").asText()))
                .isNotEmpty()
                .doesNotHaveDuplicates());
  }

  private static String manifest() throws IOException {
    try (var files = Files.list(RULES)) {
      return "# Written by PrometheusRuleTest from monitoring/prometheus/rules.\n"
          + files.sorted().map(PrometheusRuleTest::object).collect(Collectors.joining());
    }
  }

  /** One object a file: names of groups are unique in a file only. */
  private static String object(Path file) {
    var name = file.getFileName().toString().replaceFirst("\\.yml$", "");
    return """
    ---
    apiVersion: monitoring.coreos.com/v1
    kind: PrometheusRule
    metadata:
      name: rcrewai-%s
      labels:
        app: rcrewai
    spec:
    """
            .formatted(name)
        + lines(file).stream()
            .map(line -> line.isEmpty() ? "\n" : "  " + line + "\n")
            .collect(Collectors.joining());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
