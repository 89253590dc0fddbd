package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.MonitoringFiles.elements;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No collector can be had here; what it reads is compared with live lines elsewhere. */
class LogCollectorTest {
  @Test
  void pipeline_namesOnlyWhatIsDefined() {
    var config = LogCollector.config();
    var pipeline = config.at("/service/pipelines/logs");
    for (var kind : List.of("receivers", "processors", "exporters")) {
      assertThat(texts(pipeline.path(kind))).isNotEmpty().allMatch(config.path(kind)::has);
    }
    assertThat(texts(config.at("/service/extensions"))).allMatch(config.path("extensions")::has);
  }

  private static List<String> texts(JsonNode list) {
    Stream<JsonNode> names = elements(list);
    return names.map(JsonNode::asText).toList();
  }
}
