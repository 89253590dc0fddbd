package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.MonitoringFiles.elements;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rcrewai.ServerProcess;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log collector's example. No collector can be had here, so its words are compared with lines
 * that a real server writes.
 */
class LogCollectorTest {
  private static final Path CONFIG = MonitoringFiles.ROOT.resolve("monitoring/logs/collector.yaml");
  private static final Pattern ATTRIBUTE = Pattern.compile("attributes\\.(\\w+)");

  /** Written where an execution ends, which costs this test more than it shows. */
  private static final String AT_THE_END_OF_AN_EXECUTION = "trace_id";

  @TempDir Path dir;

  @Test
  void fieldsThatTheCollectorMoves_standInEachLineOfALiveServer() throws Exception {
    var lines = lines();
    assertThat(lines).isNotEmpty();
    var read = new TreeSet<String>();
    var names = ATTRIBUTE.matcher(MonitoringFiles.yaml(CONFIG).toString());
    while (names.find()) {
      read.add(names.group(1));
    }
    assertThat(read).contains("timestamp", "level", "message", AT_THE_END_OF_AN_EXECUTION);
    read.remove(AT_THE_END_OF_AN_EXECUTION);
    for (var line : lines) {
      assertThat(read).allSatisfy(name -> assertThat(line.path(name).asText()).isNotEmpty());
      assertThat(line.path("level").asText()).isIn("DEBUG", "INFO", "WARN", "ERROR");
      LocalDateTime.parse(line.path("timestamp").asText(), layout());
    }
  }

  @Test
  void pipeline_namesOnlyWhatIsDefined() {
    var config = MonitoringFiles.yaml(CONFIG);
    var pipeline = config.at("/service/pipelines/logs");
    for (var kind : List.of("receivers", "processors", "exporters")) {
      assertThat(texts(pipeline.path(kind))).allMatch(name -> config.path(kind).has(name));
    }
    assertThat(texts(config.at("/service/extensions")))
        .allMatch(name -> config.path("extensions").has(name));
  }

  /** Go's reference time, as Java writes it. */
  private static DateTimeFormatter layout() {
    var layout =
        elements(MonitoringFiles.yaml(CONFIG).at("/receivers/filelog/operators"))
            .map(operator -> operator.at("/timestamp/layout").asText())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining());
    return DateTimeFormatter.ofPattern(
        layout
            .replace("2006", "yyyy")
            .replace("01", "MM")
            .replace("02", "dd")
            .replace("15", "HH")
            .replace("04", "mm")
            .replace("05", "ss")
            .replace(".000", ".SSS")
            .replace("T", "'T'")
            .replace("Z", "'Z'"));
  }

  private List<JsonNode> lines() throws Exception {
    var json = new ObjectMapper();
    var settings =
        Map.of("DATA_DIR", dir.toString(), "PORT", "0", "MANAGEMENT_PORT", "0", "HOST", "127.0.0.1");
    try (var server = ServerProcess.serve(settings)) {
      var lines = server.log().lines().filter(line -> line.startsWith("{")).toList();
      return List.of(json.readTree("[" + String.join(",", lines) + "]")).stream()
          .flatMap(all -> elements(all))
          .toList();
    }
  }

  private static Stream<String> texts(JsonNode list) {
    return elements(list).map(JsonNode::asText);
  }
}
