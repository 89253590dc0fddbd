package dev.rcrewai.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The monitoring configuration of this repository, as the programs that read it see it. */
final class MonitoringFiles {
  static final Path ROOT = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  static final Path PROMETHEUS = ROOT.resolve("monitoring/prometheus");
  static final Path ALERTMANAGER = ROOT.resolve("monitoring/alertmanager/alertmanager.yml");
  static final Path GRAFANA = ROOT.resolve("monitoring/grafana");
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES));

  private MonitoringFiles() {}

  /** A rule that says when to tell somebody. */
  record Alert(String name, String expr, JsonNode rule) {
    String severity() {
      return rule.at("/labels/severity").asText();
    }

    String annotation(String annotation) {
      return rule.path("annotations").path(annotation).asText();
    }
  }

  /** A rule that keeps what many ask for. */
  record Recording(String name, String expr) {}

  /** What a panel of a dashboard asks. */
  record Query(String dashboard, String panel, String expr) {}

  static List<Alert> alerts() {
    return rules("alerts.yml").stream()
        .map(rule -> new Alert(rule.path("alert").asText(), rule.path("expr").asText(), rule))
        .toList();
  }

  static List<Recording> recordings() {
    return rules("recording.yml").stream()
        .map(rule -> new Recording(rule.path("record").asText(), rule.path("expr").asText()))
        .toList();
  }

  static List<Path> dashboards() {
    return list(GRAFANA.resolve("dashboards"));
  }

  static List<Query> queries() {
    var queries = new ArrayList<Query>();
    for (var file : dashboards()) {
      var dashboard = yaml(file);
      for (var panel : dashboard.path("panels")) {
        for (var target : panel.path("targets")) {
          queries.add(
              new Query(
                  dashboard.path("title").asText(),
                  panel.path("title").asText(),
                  target.path("expr").asText()));
        }
      }
    }
    return queries;
  }

  /** The files of a directory, in order. */
  static List<Path> list(Path directory) {
    try (var files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file in YAML or JSON. */
  static JsonNode yaml(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path file, JsonNode content) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, YAML.writeValueAsString(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static List<JsonNode> rules(String file) {
    return elements(yaml(PROMETHEUS.resolve("rules").resolve(file)).path("groups"))
        .flatMap(group -> elements(group.path("rules")))
        .toList();
  }
}
