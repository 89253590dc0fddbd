package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.MonitoringTool.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules, dashboards and routes before what two live servers really say. */
class MonitoringStackTest {
  private static final String FIRING = "firing";
  private static final Instant EVER = Instant.EPOCH;

  /** What no caller of this test brings about. */
  private static final Set<String> SILENT_HERE =
      Set.of("rcrewai_event_streams_cut_total"); // a reader who is too slow for minutes

  /** Names of Micrometer's that promtool finds ugly. */
  private static final Set<String> UGLY =
      Set.of(
          "process_cpu_time_ns_total metric names should not contain abbreviated units",
          "system_cpu_count non-histogram and non-summary metrics should not have \"_count\""
              + " suffix");

  private static final Map<String, Boolean> THERE = new ConcurrentHashMap<>();
  private static final Pattern SELECTOR =
      Pattern.compile(
          "\\b((?:rcrewai|jvm|process|system|job|job_crew|job_provider|instance)[_:][\\w:]*|up)\\b"
              + "(?!\\s*[(])(?:\\{((?:[^{}\"]|\"[^\"]*\")*)})?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");

  @TempDir static Path dir;

  @SuppressWarnings("NullAway.Init")
  private static MonitoredCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static MonitoringStack stack;

  @BeforeAll
  static void start() throws IOException {
    cluster = new MonitoredCluster(dir);
    var management =
        List.of(
            cluster.first.management().getAuthority(), cluster.second.management().getAuthority());
    stack =
        new MonitoringStack(
            dir,
            management,
            cluster.first.address().getAuthority(),
            MonitoredCluster.token("view_metrics"));
    until("all are scraped", () -> value("sum(up)") == 4);
    cluster.work();
    // What was counted must be seen twice to have a rate, which rules that build on it see later.
    for (var rule : MonitoringFiles.recordings()) {
      until(rule.name(), () -> stack.has(rule.name() + "{job=\"rcrewai\"}"));
    }
  }

  @AfterAll
  static void stop() {
    if (stack != null) {
      stack.close();
    }
    cluster.close();
  }

  @Test
  void scrape_ofALiveServer_passesPromtool() throws Exception {
    var checked = MonitoringTool.fed(scrape(), "promtool", "check", "metrics");
    assertThat(checked.output().lines()).isSubsetOf(UGLY);
  }

  @Test
  void mainPort_isScrapedWithATokenFile() {
    assertThat(value("up{job=\"rcrewai-token\"}")).isEqualTo(1);
    assertThat(value("rcrewai_execution_slots{job=\"rcrewai-token\"}")).isEqualTo(1000);
  }

  @Test
  void eachAlert_asksForMetricsAndLabelsThatALiveServerHas() {
    for (var alert : MonitoringFiles.alerts()) {
      stack.query(alert.expr()); // which fails where it is no query
      assertThat(absent(alert.expr())).as(alert.name()).isEmpty();
    }
  }

  @Test
  void eachQueryOfADashboard_returnsData() {
    for (var query : MonitoringFiles.queries()) {
      var what = query.dashboard() + ", " + query.panel() + ": " + query.expr();
      var expr = concrete(query.expr());
      assertThat(absent(expr)).as(what).isEmpty();
      if (SILENT_HERE.stream().noneMatch(expr::contains)) {
        until(what, () -> stack.has(expr));
      }
    }
  }

  @Test
  void logCollector_findsItsFieldsInTheLinesOfALiveServer() throws Exception {
    var json = new ObjectMapper();
    var found = new TreeSet<String>();
    for (var text : cluster.first.log().lines().filter(line -> line.startsWith("{")).toList()) {
      var line = json.readTree(text);
      line.fieldNames().forEachRemaining(found::add);
      assertThat(line.path("level").asText()).isIn("DEBUG", "INFO", "WARN", "ERROR");
      LocalDateTime.parse(line.path("timestamp").asText(), LogCollector.timestamps());
    }
    assertThat(found).containsAll(LogCollector.fields());
  }

  @Test
  void downNode_isATicket_itsExecutionsAreTakenOver_andItLearnsThatItWasGivenUp() {
    cluster.hang(cluster.second);
    var paused = calm();
    cluster.second.pause();
    until("it fires", () -> stack.fires("RcrewaiNodeDown"));
    until("ticket", () -> stack.isTold("tickets", "RcrewaiNodeDown", FIRING, paused));
    assertThat(stack.isTold("pages", "RcrewaiDown", FIRING, paused)).isFalse();
    until("takeover", () -> stack.isTold("tickets", "RcrewaiLeaseTakeovers", FIRING, EVER));

    cluster.second.resume();
    until("given up", () -> stack.isTold("tickets", "RcrewaiNodeGivenUp", FIRING, EVER));
    until("mended", () -> stack.isTold("tickets", "RcrewaiNodeDown", "resolved", paused));
  }

  @Test
  void allNodesDown_isAPage_andKeepsTheRestBack() {
    var paused = calm();
    cluster.first.pause();
    cluster.second.pause();
    try {
      until("page", () -> stack.isTold("pages", "RcrewaiDown", FIRING, paused));
      until("inhibited", () -> stack.isInhibited("RcrewaiNodeDown"));
    } finally {
      cluster.first.resume();
      cluster.second.resume();
    }
    calm();
  }

  /** The first moment at which both nodes are up: what fires later is of later. */
  private static Instant calm() {
    until("both are up", () -> !stack.has("ALERTS{alertname=~\"Rcrewai(Node)?Down\"}"));
    return Instant.now();
  }

  /** Metrics, and labels of them, that the expression names and no server has. */
  private static Set<String> absent(String expr) {
    var absent = new TreeSet<String>();
    var selectors = SELECTOR.matcher(expr);
    while (selectors.find()) {
      var metric = selectors.group(1);
      if (SILENT_HERE.contains(metric)) {
        assertThat(stack.has(metric)).as("an explanation that is not needed").isFalse();
        continue;
      }
      if (!isThere(metric)) {
        absent.add(metric);
      }
      var labels = LABEL.matcher(selectors.group(2) == null ? "" : selectors.group(2));
      while (labels.find()) {
        var label = labels.group(1);
        if (!isThere(metric + "{" + label + "!=\"\"}")) {
          absent.add(metric + " has no label " + label);
        }
      }
    }
    return absent;
  }

  /** Many ask for the same. */
  private static boolean isThere(String selector) {
    return THERE.computeIfAbsent(selector, stack::has);
  }

  /** With Grafana's variables as they are where everything is chosen. */
  private static String concrete(String expr) {
    return expr.replace("$__rate_interval", "1m")
        .replace("$__range", "5m")
        .replaceAll("\\$(instance|crew|provider)\\b", ".*");
  }

  private static double value(String expr) {
    return stack.query(expr).at("/0/value/1").asDouble(Double.NaN);
  }

  private static String scrape() throws Exception {
    var uri = cluster.first.management().resolve("/metrics");
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
