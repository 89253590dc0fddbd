package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.MonitoringFiles.GRAFANA;
import static dev.rcrewai.deploy.MonitoringFiles.elements;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rcrewai.deploy.MonitoringFiles.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards that Grafana reads from files. */
class DashboardsTest {
  private static final int COLUMNS = 24;

  @TempDir Path dir;

  @Test
  void dashboards_areThoseThatTheirSourceWrites() throws IOException {
    Files.copy(GRAFANA.resolve("dashboards.mjs"), dir.resolve("dashboards.mjs"));
    Files.createDirectory(dir.resolve("dashboards"));
    var made = MonitoringTool.run("node", dir.resolve("dashboards.mjs"));
    assertThat(made.status()).as(made.output()).isZero();
    assertThat(texts(dir.resolve("dashboards"))).isEqualTo(texts(GRAFANA.resolve("dashboards")));
  }

  @Test
  void dashboards_areWhatGrafanasOwnTypesDescribe() {
    var arguments = MonitoringFiles.dashboards().stream().map(Path::toString);
    var findings =
        NodeTools.installed("monitoring")
            .run("check-dashboards.mjs", "", arguments.toArray(String[]::new));
    assertThat(findings).as("findings of tsc").isEmpty();
  }

  @Test
  void eachDashboard_isBareJson_andCanBeFoundAndReadByGrafana() throws IOException {
    var uids = new HashSet<String>();
    for (var file : MonitoringFiles.dashboards()) {
      var dashboard = new ObjectMapper().readTree(file.toFile()); // no comment, as YAML may have
      assertThat(dashboard.has("dashboard")).as("the envelope of the HTTP API").isFalse();
      assertThat(file).hasFileName(dashboard.path("uid").asText() + ".json");
      assertThat(uids.add(dashboard.path("uid").asText())).isTrue();
      assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(42);
      assertThat(variables(dashboard)).contains("datasource", "instance");
    }
    assertThat(uids)
        .containsExactlyInAnyOrder(
            "rcrewai-overview", "rcrewai-crews", "rcrewai-providers", "rcrewai-runtime");
  }

  @Test
  void eachPanel_isOfAKindThatExists_asksTheChosenDatasource_andHasItsOwnPlace() {
    for (var file : MonitoringFiles.dashboards()) {
      var taken = new HashSet<List<Integer>>();
      for (var panel : MonitoringFiles.yaml(file).path("panels")) {
        var title = panel.path("title").asText();
        assertThat(panel.path("type").asText()).as(title).isIn("timeseries", "stat");
        assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
        var place = panel.path("gridPos");
        int right = place.path("x").asInt() + place.path("w").asInt();
        assertThat(right).as(title).isBetween(1, COLUMNS);
        for (var cell : cells(place)) {
          assertThat(taken.add(cell)).as(title + " lies over another panel").isTrue();
        }
      }
    }
  }

  @Test
  void eachDashboard_leadsToTheOthers_toTraces_andToTheRunbook() {
    for (var file : MonitoringFiles.dashboards()) {
      var links = MonitoringFiles.yaml(file).path("links");
      assertThat(elements(links).map(link -> link.path("type").asText())).contains("dashboards");
      assertThat(elements(links).map(link -> link.path("url").asText()))
          .anyMatch(url -> url.contains("/explore") && url.contains("traceql"))
          .contains("${runbook}");
    }
  }

  @Test
  void eachLinkOfAPanel_leadsToAnEntryOfTheRunbook() {
    var anchors =
        MonitoringFiles.alerts().stream()
            .map(Alert::name)
            .map(name -> "${runbook}#" + name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    var links =
        MonitoringFiles.dashboards().stream()
            .flatMap(file -> elements(MonitoringFiles.yaml(file).path("panels")))
            .flatMap(panel -> elements(panel.path("links")))
            .map(link -> link.path("url").asText())
            .toList();
    assertThat(links).hasSizeGreaterThan(20).isSubsetOf(anchors);
  }

  @Test
  void provisioning_readsTheDashboardsAndKnowsTheirDatasources() {
    var provider = MonitoringFiles.yaml(GRAFANA.resolve("provisioning/dashboards/rcrewai.yaml"));
    assertThat(provider.at("/providers/0/type").asText()).isEqualTo("file");
    assertThat(provider.at("/providers/0/options/path").asText()).endsWith("/dashboards");
    var sources = MonitoringFiles.yaml(GRAFANA.resolve("provisioning/datasources/rcrewai.yaml"));
    assertThat(
            elements(sources.path("datasources"))
                .collect(
                    Collectors.toMap(
                        one -> one.path("uid").asText(), one -> one.path("type").asText())))
        .containsEntry("prometheus", "prometheus")
        .containsEntry("traces", "tempo");
  }

  private static List<String> variables(JsonNode dashboard) {
    return elements(dashboard.at("/templating/list"))
        .map(one -> one.path("name").asText())
        .toList();
  }

  private static List<List<Integer>> cells(JsonNode place) {
    var cells = new ArrayList<List<Integer>>();
    for (int x = 0; x < place.path("w").asInt(); x++) {
      for (int y = 0; y < place.path("h").asInt(); y++) {
        cells.add(List.of(place.path("x").asInt() + x, place.path("y").asInt() + y));
      }
    }
    return cells;
  }

  private static Map<String, String> texts(Path directory) throws IOException {
    var texts = new TreeMap<String, String>();
    for (var file : MonitoringFiles.list(directory)) {
      texts.put(file.getFileName().toString(), Files.readString(file));
    }
    return texts;
  }
}
