package dev.rcrewai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.store.redis.RedisServer;
import dev.rcrewai.trace.OtlpReceiver;
import dev.rcrewai.trace.OtlpReceiver.Received;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes in JVMs of their own on one Redis: one is killed in the middle of an execution. */
class TraceAcrossNodesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** They share few cores: to start soon counts for more than to be fast. */
  private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  @TempDir Path dir;
  private final OtlpReceiver receiver = new OtlpReceiver();
  private RedisServer redis;
  private NodeFixture fixture;
  private String token;

  @BeforeEach
  void start() throws IOException {
    redis = RedisServer.start(Files.createDirectory(dir.resolve("redis")));
    var hangs = "- {name: stuck, when: {task: Repeat}, times: 1, answer: {hang: true}}\n";
    fixture = new NodeFixture(dir, TestCrews.scriptWith(hangs));
    fixture
        .crew("relay", TestCrews.RELAY)
        .with("REDIS_URL", redis.url())
        .with("LEASE_TTL", "5")
        .with("LOG_LEVEL", "WARN")
        .with("TRACING_ENABLED", "true")
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
        .with("OTEL_BSP_SCHEDULE_DELAY", "50");
    token =
        new TokenIssuer(fixture.settings().auth())
            .issue("ann", List.of("execute_crew"), Duration.ofHours(1));
  }

  @AfterEach
  void stop() {
    fixture.close();
    redis.close();
    receiver.close();
  }

  private ServerProcess node() {
    return ServerProcess.begin(fixture.environment(), JVM, "serve");
  }

  @Test
  void executionThatOutlivesItsNode_isOneTrace() {
    try (var first = node();
        var second = node()) {
      second.address();
      var body = new JsonObject().put("crew_name", "relay");
      body.put("inputs", new JsonObject().put("word", "tea"));
      first.post("/v1/executions", token, body.encode()).join();
      Waiting.until("stuck", PATIENCE, () -> fixture.provider.chats("stuck") == 1);
      Waiting.until("sent", PATIENCE, () -> names(receiver.spans()).contains("invoke_agent clerk"));
      first.kill();
      Waiting.until(
          "ended", PATIENCE, () -> names(receiver.spans()).contains("invoke_workflow relay"));
      second.terminate();
      assertThat(second.exitsWithin(PATIENCE)).isTrue();
    }
    var spans = receiver.spans();

    assertThat(spans).extracting(Received::traceId).containsOnly(spans.getFirst().traceId());
    assertThat(nodes(spans)).hasSize(2);
    var tasks = named(spans, "invoke_agent clerk");
    assertThat(nodes(tasks)).as("one task on each of %s", spans).hasSize(2);
    var execution = named(spans, "invoke_workflow relay").getFirst();
    assertThat(tasks).extracting(Received::parent).containsOnly(execution.id());
    assertThat(execution.events()).containsExactly("execution.started", "execution.resumed");
    var ids = spans.stream().map(Received::id).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(spans)
        .filteredOn(span -> !ids.contains(span.parent()))
        .as("without a parent")
        .extracting(Received::name)
        .containsExactly("POST /v1/executions");
  }

  private static List<Received> named(List<Received> spans, String name) {
    return spans.stream().filter(span -> span.name().equals(name)).toList();
  }

  private static List<String> names(List<Received> spans) {
    return spans.stream().map(Received::name).toList();
  }

  private static List<String> nodes(List<Received> spans) {
    return spans.stream()
        .map(span -> span.resource().get("service.instance.id"))
        .distinct()
        .collect(Collectors.toList());
  }
}
