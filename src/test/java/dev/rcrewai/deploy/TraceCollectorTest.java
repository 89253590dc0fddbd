package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.rcrewai.config.SettingsLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The collector's configuration fits together, and fits the server. */
class TraceCollectorTest {
  private static JsonNode config;

  @BeforeAll
  static void read() throws IOException {
    config = new YAMLMapper().readTree(Path.of("monitoring/otel/collector.yaml").toFile());
  }

  private static JsonNode pipeline() {
    return config.at("/service/pipelines/traces");
  }

  private static List<String> names(JsonNode list) {
    var names = new ArrayList<String>();
    list.forEach(name -> names.add(name.asText()));
    return names;
  }

  @Test
  void everyPart_isUsedAndDefined() {
    for (var kind : List.of("receivers", "processors", "exporters")) {
      assertThat(config.path(kind).fieldNames())
          .toIterable()
          .as(kind)
          .containsExactlyInAnyOrderElementsOf(names(pipeline().path(kind)));
    }
    assertThat(config.path("extensions").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(names(config.at("/service/extensions")));
  }

  @Test
  void memoryLimiter_isFirst_andBatchLast() {
    assertThat(names(pipeline().path("processors"))).containsExactly("memory_limiter", "batch");
  }

  @Test
  void receiver_listensWhereTheServerSends() {
    var endpoint = new SettingsLoader(Map.of()).load().tracing().export().endpoint();
    assertThat(config.at("/receivers/otlp/protocols/http/endpoint").asText())
        .endsWith(":" + endpoint.getPort());
  }
}
