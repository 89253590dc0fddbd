package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.MonitoringFiles.PROMETHEUS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.deploy.MonitoringFiles.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules, scrapes and routes, by the programs that will read them. */
class AlertRulesTest {
  private static final Path RUNBOOK = MonitoringFiles.ROOT.resolve("docs/operations/runbook.md");
  private static final Pattern SECRET = Pattern.compile("(?i)(key|url|password|token|secret)");

  @TempDir Path dir;

  @Test
  void rules_areValid() {
    var checked = MonitoringTool.run("promtool", "check", "rules", rule("recording.yml"));
    assertThat(checked.status()).as(checked.output()).isZero();
    checked = MonitoringTool.run("promtool", "check", "rules", rule("alerts.yml"));
    assertThat(checked.status()).as(checked.output()).isZero();
  }

  @Test
  void unitTestsOfTheRules_pass() {
    var arguments = new ArrayList<Object>(List.of("test", "rules"));
    arguments.addAll(tests());
    var checked = MonitoringTool.run("promtool", arguments.toArray());
    assertThat(checked.status()).as(checked.output()).isZero();
  }

  @Test
  void eachAlert_hasATestInWhichItFires_andOneInWhichItStaysSilent() {
    var fires = new HashSet<String>();
    var silent = new HashSet<String>();
    for (var file : tests()) {
      for (var test : MonitoringFiles.yaml(file).path("tests")) {
        for (var expected : test.path("alert_rule_test")) {
          (expected.path("exp_alerts").isEmpty() ? silent : fires)
              .add(expected.path("alertname").asText());
        }
      }
    }
    assertThat(fires).isEqualTo(names());
    assertThat(silent).isEqualTo(names());
  }

  @Test
  void eachAlert_saysHowBadItIs_whatItIs_andWhatToDo() {
    assertThat(MonitoringFiles.alerts())
        .allSatisfy(alert -> {
          assertThat(alert.name()).matches("Rcrewai[A-Z][A-Za-z]+");
          assertThat(alert.severity()).isIn("page", "ticket", "info");
          assertThat(alert.annotation("summary")).isNotBlank();
          assertThat(alert.annotation("description")).isNotBlank();
          assertThat(alert.annotation("runbook_url"))
              .isEqualTo("docs/operations/runbook.md#" + anchor(alert));
        });
  }

  @Test
  void eachValueInADescription_isWrittenForPeople() {
    assertThat(MonitoringFiles.alerts())
        .allSatisfy(
            alert -> assertThat(alert.annotation("description")).doesNotContain("$value }}"));
  }

  @Test
  void eachRunbookUrl_hasItsEntry_andEachEntryItsAlert() throws IOException {
    var entries =
        Files.readAllLines(RUNBOOK).stream()
            .filter(line -> line.startsWith("### Rcrewai"))
            .map(line -> line.substring("### ".length()))
            .collect(Collectors.toSet());
    assertThat(entries).isEqualTo(names());
  }

  @Test
  void rates_areSummedBeforeTheyAreDivided_andQuantilesByLe() {
    assertThat(MonitoringFiles.recordings())
        .allSatisfy(rule -> {
          if (rule.expr().contains("histogram_quantile")) {
            assertThat(rule.expr()).containsPattern("sum by \\([a-z_, ]*\\ble\\)");
          }
          if (rule.name().contains("ratio")) {
            assertThat(rule.expr()).contains("sum by (job");
          }
        });
  }

  @Test
  void downAlert_knowsTheNameOfTheJob_andAJobWithoutTargets() {
    var down = alert("RcrewaiDown");
    assertThat(down.expr()).contains("up{job=\"rcrewai\"}").contains("absent(");
    var scrapes = MonitoringFiles.yaml(PROMETHEUS.resolve("prometheus.yml"));
    assertThat(scrapes.at("/scrape_configs/0/job_name").asText()).isEqualTo("rcrewai");
  }

  @Test
  void eachNode_isATargetOfItsOwn() {
    var targets =
        MonitoringFiles.yaml(PROMETHEUS.resolve("prometheus.yml"))
            .at("/scrape_configs/0/static_configs/0/targets");
    assertThat(MonitoringFiles.elements(targets).map(JsonNode::asText))
        .containsExactly("rcrewai-1:8081", "rcrewai-2:8081", "rcrewai-3:8081");
  }

  @Test
  void memoryAlerts_areSharesOfALimit() {
    assertThat(alert("RcrewaiMemoryNearLimit").expr()).contains(":share");
    assertThat(alert("RcrewaiHighMemoryUsage").expr()).contains("after_gc").contains("0.85");
  }

  @Test
  void scrapes_areValid() throws IOException {
    for (var name : List.of("prometheus.yml", "prometheus.token.yml")) {
      var config = (ObjectNode) MonitoringFiles.yaml(PROMETHEUS.resolve(name));
      config.withArray("rule_files").removeAll().add(rule("*.yml").toString());
      var token = Files.writeString(dir.resolve("token"), "none").toString();
      for (var job : config.path("scrape_configs")) {
        if (job.has("authorization")) {
          ((ObjectNode) job.path("authorization")).put("credentials_file", token);
        }
      }
      check(MonitoringFiles.write(dir.resolve(name), config));
    }
  }

  /** Debian builds Prometheus without Kubernetes' discovery: all else is checked with a list. */
  @Test
  void scrapeInKubernetes_isValid_butForItsDiscovery() {
    var config = (ObjectNode) MonitoringFiles.yaml(PROMETHEUS.resolve("prometheus.kubernetes.yml"));
    config.withArray("rule_files").removeAll();
    var discovering = new ArrayList<ObjectNode>();
    config.at("/alerting/alertmanagers").forEach(one -> discovering.add((ObjectNode) one));
    config.path("scrape_configs").forEach(one -> discovering.add((ObjectNode) one));
    for (var one : discovering) {
      assertThat(one.at("/kubernetes_sd_configs/0/role").asText()).isEqualTo("pod");
      one.remove("kubernetes_sd_configs");
      one.putArray("static_configs").addObject().putArray("targets").add("localhost:1");
    }
    assertThat(discovering).hasSize(2);
    check(MonitoringFiles.write(dir.resolve("kubernetes.yml"), config));
  }

  @Test
  void routes_areValid_andHoldNoSecrets() {
    var checked =
        MonitoringTool.run("amtool", "check-config", MonitoringFiles.ALERTMANAGER.toString());
    assertThat(checked.status()).as(checked.output()).isZero();
    for (var receiver : MonitoringFiles.yaml(MonitoringFiles.ALERTMANAGER).path("receivers")) {
      receiver.forEach(kind ->
          kind.forEach(one ->
              one.fieldNames()
                  .forEachRemaining(field ->
                      assertThat(field)
                          .matches(f -> !SECRET.matcher(f).find() || f.endsWith("_file")))));
    }
  }

  @Test
  void severity_decidesWhoHearsOfIt() {
    assertThat(receiver("severity=page")).isEqualTo("pages");
    assertThat(receiver("severity=ticket")).isEqualTo("tickets");
    assertThat(receiver("severity=info")).isEqualTo("nobody");
  }

  private static String receiver(String label) {
    var file = "--config.file=" + MonitoringFiles.ALERTMANAGER;
    var said = MonitoringTool.run("amtool", "config", "routes", "test", file, label).output();
    return said.lines().toList().getLast(); // after a warning, where the machine has settings
  }

  private void check(Path config) {
    var checked = MonitoringTool.run("promtool", "check", "config", config);
    assertThat(checked.status()).as(checked.output()).isZero();
  }

  private static Alert alert(String name) {
    return MonitoringFiles.alerts().stream()
        .filter(alert -> alert.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> names() {
    return MonitoringFiles.alerts().stream().map(Alert::name).collect(Collectors.toSet());
  }

  private static String anchor(Alert alert) {
    return alert.name().toLowerCase(Locale.ROOT);
  }

  private static Path rule(String file) {
    return PROMETHEUS.resolve("rules").resolve(file);
  }

  private static List<Path> tests() {
    return MonitoringFiles.list(PROMETHEUS.resolve("tests"));
  }
}
