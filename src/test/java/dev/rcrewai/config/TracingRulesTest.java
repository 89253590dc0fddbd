package dev.rcrewai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.config.TracingSettings.Queue;
import dev.rcrewai.config.TracingSettings.Sampling;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracingRulesTest {
  @TempDir Path dir;
  private Loading loading;

  @BeforeEach
  void begin() {
    loading = new Loading(dir);
  }

  @Test
  void load_nothingSet_isOff() {
    var tracing = loading.load().tracing();
    assertThat(tracing.enabled()).isFalse();
    assertThat(tracing.messageContent()).isFalse();
    assertThat(tracing.serviceName()).isEqualTo("rcrewai");
    assertThat(tracing.sampling()).isEqualTo(new Sampling(true, 1));
    assertThat(tracing.export().endpoint())
        .isEqualTo(URI.create("http://localhost:4318/v1/traces"));
    assertThat(tracing.queue()).isEqualTo(new Queue(2048, 512, Duration.ofSeconds(5)));
  }

  @Test
  void load_variables_areMapped() {
    var tracing =
        loading
            .with("TRACING_ENABLED", "true")
            .with("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector:4318/")
            .with("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%3Db")
            .with("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
            .with("OTEL_EXPORTER_OTLP_TIMEOUT", "1500")
            .with("OTEL_EXPORTER_OTLP_CERTIFICATE", "ca.pem")
            .with("OTEL_SERVICE_NAME", "crews")
            .with("OTEL_RESOURCE_ATTRIBUTES", "team=blue%20sky, zone=a+b")
            .with("OTEL_TRACES_SAMPLER", "traceidratio")
            .with("OTEL_TRACES_SAMPLER_ARG", "0.25")
            .with("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true")
            .with("OTEL_BSP_MAX_QUEUE_SIZE", "100")
            .with("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "512")
            .with("OTEL_BSP_SCHEDULE_DELAY", "250")
            .load()
            .tracing();
    assertThat(tracing.enabled()).isTrue();
    assertThat(tracing.serviceName()).isEqualTo("crews");
    assertThat(tracing.resource()).isEqualTo(Map.of("team", "blue sky", "zone", "a+b"));
    assertThat(tracing.sampling()).isEqualTo(new Sampling(false, 0.25));
    assertThat(tracing.messageContent()).isTrue();
    assertThat(tracing.queue()).isEqualTo(new Queue(100, 100, Duration.ofMillis(250)));
    var export = tracing.export();
    assertThat(export.endpoint()).isEqualTo(URI.create("https://collector:4318/v1/traces"));
    assertThat(Pairs.of(export.headers().get())).isEqualTo(Map.of("x-key", "a=b"));
    assertThat(export.gzip()).isFalse();
    assertThat(export.timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(export.certificate()).isEqualTo(Path.of("ca.pem"));
  }

  @Test
  void load_theSeedsOtherName_switchesItOnToo() {
    assertThat(loading.with("TRACES_ENABLED", "true").load().tracing().enabled()).isTrue();
  }

  @Test
  void load_tracesEndpoint_isTakenAsItIs() {
    var export =
        loading
            .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://other:4318")
            .with("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:9/take")
            .load()
            .tracing()
            .export();
    assertThat(export.endpoint()).isEqualTo(URI.create("http://traces:9/take"));
  }

  @ParameterizedTest
  @CsvSource({
    "always_on, false, 1",
    "always_off, false, 0",
    "parentbased_always_off, true, 0",
    "parentbased_traceidratio, true, 0.5"
  })
  void load_sampler_isMapped(String name, boolean parentBased, double ratio) {
    var tracing =
        loading
            .with("OTEL_TRACES_SAMPLER", name)
            .with("OTEL_TRACES_SAMPLER_ARG", "0.5")
            .load()
            .tracing();
    assertThat(tracing.sampling()).isEqualTo(new Sampling(parentBased, ratio));
  }

  @Test
  void load_grpc_isRefused() {
    loading.with("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
    assertThatThrownBy(loading::load)
        .hasMessageContaining("OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'")
        .hasMessageContaining("http/protobuf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hush-hush", "a=%zz", "a=b,,c=d", "a b=c"})
  void load_headersThatAreNone_areRefusedAndNotShown(String headers) {
    loading.with("OTEL_EXPORTER_OTLP_HEADERS", headers);
    assertThatThrownBy(loading::load)
        .hasMessageContaining("OTEL_EXPORTER_OTLP_HEADERS")
        .hasMessageNotContaining(headers);
  }
}
