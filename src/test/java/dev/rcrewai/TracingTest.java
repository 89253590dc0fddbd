package dev.rcrewai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.trace.OtlpReceiver;
import dev.rcrewai.trace.OtlpReceiver.Received;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a trace backend learns of requests, over real HTTP and in real OTLP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracingTest {
  private static final String CALLER_SPAN = "00f067aa0ba902b7";

  private final OtlpReceiver receiver = new OtlpReceiver();
  private TracedServer server;
  private int traces;

  @BeforeAll
  void start(@TempDir Path dir) throws IOException {
    server =
        new TracedServer(
            dir,
            receiver,
            Map.of("TRACING_ENABLED", "true", "OTEL_RESOURCE_ATTRIBUTES", "team=blue%20sky"));
  }

  @AfterAll
  void stop() {
    server.close();
    receiver.close();
  }

  private String newTraceId() {
    traces++;
    return "4bf92f3577b34da6a3ce929d0e0e%04x".formatted(traces);
  }

  private static String parent(String traceId) {
    return "00-" + traceId + "-" + CALLER_SPAN + "-01";
  }

  @Test
  void request_withATraceparent_isOneTreeDownToTheProvider() {
    var trace = newTraceId();

    var id = server.run("searcher", "tea", "traceparent", parent(trace)).getString("execution_id");

    var request = server.span(trace, "POST /v1/executions");
    var execution = server.span(trace, "invoke_workflow searcher");
    var task = server.span(trace, "invoke_agent clerk");
    var chat = server.span(trace, "chat scripted");
    assertThat(request.parent()).isEqualTo(CALLER_SPAN);
    assertThat(server.span(trace, "accept journal").parent()).isEqualTo(request.id());
    assertThat(execution.parent()).isEqualTo(request.id());
    assertThat(server.span(trace, "append journal").parent()).isEqualTo(execution.id());
    assertThat(task.parent()).isEqualTo(execution.id());
    assertThat(chat.parent()).isEqualTo(task.id());
    assertThat(server.span(trace, "POST").parent()).isEqualTo(chat.id());
    assertThat(server.span(trace, "execute_tool web_search").parent()).isEqualTo(task.id());
    assertThat(receiver.trace(trace))
        .allSatisfy(span -> {
          assertThat(span.resource())
              .containsEntry("service.name", "rcrewai")
              .containsEntry("team", "blue sky")
              .containsEntry("deployment.environment.name", "development");
          assertThat(span.isError()).isFalse();
        });
    assertThat(execution.attributes())
        .containsEntry("rcrewai.execution.id", id)
        .containsEntry("rcrewai.execution.outcome", "completed");
    assertThat(execution.events()).containsExactly("execution.started");
  }

  @Test
  void spans_sayWhatTheConventionsAskFor() {
    var trace = newTraceId();

    server.run("searcher", "tea", "traceparent", parent(trace));

    var request = server.span(trace, "POST /v1/executions");
    assertThat(request.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(request.attributes())
        .containsEntry("http.request.method", "POST")
        .containsEntry("http.route", "/v1/executions")
        .containsEntry("http.response.status_code", "200");
    server.span(trace, "invoke_workflow searcher");
    var chat = server.span(trace, "chat scripted");
    assertThat(chat.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
    assertThat(chat.attributes())
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.request.model", "scripted")
        .containsEntry("gen_ai.response.finish_reasons", "[tool_call]")
        .containsEntry("rcrewai.step.path", "look/attempt/1/turn/1/chat")
        .containsKeys(
            "gen_ai.response.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");
    assertThat(server.span(trace, "execute_tool web_search").attributes())
        .containsEntry("gen_ai.operation.name", "execute_tool")
        .containsEntry("gen_ai.tool.name", "web_search");
    assertThat(server.span(trace, "append journal").attributes())
        .containsEntry("db.system.name", "sqlite")
        .containsEntry("db.operation.name", "append");
  }

  @Test
  void content_isNowhereByDefault() {
    var trace = newTraceId();

    server.run("searcher", "zanzibar", "traceparent", parent(trace));

    server.span(trace, "invoke_workflow searcher");
    assertThat(receiver.trace(trace))
        .isNotEmpty()
        .allSatisfy(span ->
            assertThat(span.span().toString()).doesNotContain("zanzibar", "quietly", "I found it"));
  }

  @Test
  void content_whereItIsAskedFor_isOnChatsAndTools(@TempDir Path dir) throws IOException {
    var trace = newTraceId();
    var shown = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";
    try (var open =
        new TracedServer(dir, receiver, Map.of("TRACES_ENABLED", "true", shown, "true"))) {
      open.run("searcher", "zanzibar", "traceparent", parent(trace));
      var chat = open.span(trace, "chat scripted");
      assertThat(chat.attribute("gen_ai.input.messages")).contains("Look for zanzibar.");
      assertThat(chat.attribute("gen_ai.output.messages"))
          .contains("\"role\":\"assistant\"", "\"finish_reason\":\"tool_call\"", "quietly");
      assertThat(chat.attribute("gen_ai.system_instructions")).contains("Clerk");
      var tool = open.span(trace, "execute_tool web_search");
      assertThat(tool.attribute("gen_ai.tool.call.arguments")).contains("quietly");
      assertThat(tool.attribute("gen_ai.tool.call.result")).isEqualTo("No search results found.");
    }
  }

  @Test
  void request_withoutATraceparent_beginsATrace_whichTheExecutionRecords() {
    var id = server.run("echo", "tea").getString("execution_id");

    var recorded = String.valueOf(server.recorded(id).get("traceparent"));

    var trace = recorded.substring(3, 35);
    var request = server.span(trace, "POST /v1/executions");
    assertThat(request.parent()).isEmpty();
    assertThat(recorded).startsWith("00-" + trace + "-" + request.id() + "-");
    assertThat(server.span(trace, "invoke_workflow echo").parent()).isEqualTo(request.id());
  }

  @Test
  void tracestate_isRecordedBesideTheTrace() {
    var id =
        server
            .run("echo", "tea", "traceparent", parent(newTraceId()), "tracestate", "vendor=abc")
            .getString("execution_id");

    assertThat(server.recorded(id)).containsEntry("tracestate", "vendor=abc");
  }

  @Test
  void toolsAndWebhooks_areToldTheTrace() {
    var trace = newTraceId();
    var webhook = new JsonObject().put("url", server.peerUrl() + "/hook");
    var body = server.body("searcher", "tea").put("webhook", webhook);

    server.send("/v1/executions", body, "traceparent", parent(trace));

    var told = server.span(trace, "POST webhook");
    assertThat(told.parent()).isEqualTo(server.span(trace, "invoke_workflow searcher").id());
    assertThat(server.peerHeard("/hook")).isEqualTo("00-" + trace + "-" + told.id() + "-01");
    var tool = server.span(trace, "execute_tool web_search");
    assertThat(server.peerHeard("/search")).isEqualTo("00-" + trace + "-" + tool.id() + "-01");
  }

  @Test
  void callersMistake_isNoErrorOfTheServer() {
    var trace = newTraceId();

    server.run("no-such-crew", "tea", "traceparent", parent(trace));

    var request = server.span(trace, "POST /v1/executions");
    assertThat(request.attribute("http.response.status_code")).isEqualTo("400");
    assertThat(request.isError()).isFalse();
  }

  @Test
  void providersFailure_isAnErrorAllTheWayUp() {
    var trace = newTraceId();

    server.send("/execute", server.body("echo", "refuse"), "traceparent", parent(trace));

    assertError(server.span(trace, "POST"), "bad_request");
    assertError(server.span(trace, "chat scripted"), "bad_request");
    assertError(server.span(trace, "invoke_agent clerk"), "provider_error");
    assertError(server.span(trace, "invoke_workflow echo"), "provider_error");
    assertError(server.span(trace, "POST /execute"), "502");
  }

  private static void assertError(Received span, String type) {
    assertThat(span.isError()).as(span.name()).isTrue();
    assertThat(span.attribute("error.type")).isEqualTo(type);
  }

  @Test
  void executionThatWaitedForPeople_goesOnInItsTrace() {
    var trace = newTraceId();
    var body = server.body("asking", "tea");
    var asked = server.send("/v1/executions", body, "traceparent", parent(trace));
    var id = asked.getString("execution_id");
    server.awaitStatus(id, "waiting");

    server.send("/v1/executions/" + id + "/input", new JsonObject().put("answer", "yes"));

    var execution = server.span(trace, "invoke_workflow asking");
    var task = server.span(trace, "invoke_agent clerk");
    assertThat(execution.events())
        .containsExactly("execution.started", "execution.released", "execution.resumed");
    assertThat(server.span(trace, "ask approval").parent()).isEqualTo(task.id());
    assertThat(server.span(trace, "chat scripted").parent()).isEqualTo(task.id());
  }

  @Test
  void retry_isPartOfTheTraceOfWhoAsksForIt() {
    var first = newTraceId();
    var second = newTraceId();
    var id = server.run("echo", "refuse", "traceparent", parent(first)).getString("execution_id");

    server.send("/v1/executions/" + id + "/retry", new JsonObject(), "traceparent", parent(second));

    var retried = server.span(second, "invoke_workflow echo");
    assertThat(retried.attribute("rcrewai.execution.retry_of")).isEqualTo(id);
  }

  @Test
  void traceThatItsCallerDoesNotKeep_isNotSent() {
    var dropped = newTraceId();
    var kept = newTraceId();
    var flags = "00-" + dropped + "-" + CALLER_SPAN + "-00";

    var id = server.run("echo", "tea", "traceparent", flags).getString("execution_id");

    server.run("echo", "tea", "traceparent", parent(kept));
    server.span(kept, "invoke_workflow echo");
    assertThat(receiver.trace(dropped)).isEmpty();
    assertThat(String.valueOf(server.recorded(id).get("traceparent")))
        .startsWith("00-" + dropped)
        .endsWith("-00");
  }

  @Test
  void probes_areNotTraced() {
    var after = newTraceId();
    server.show("/health");

    server.run("echo", "tea", "traceparent", parent(after));

    server.span(after, "invoke_workflow echo"); // spans are sent in their order
    assertThat(receiver.spans()).extracting(Received::name).doesNotContain("GET /health");
  }

  @Test
  void tracingThatIsOff_connectsToNobody_andRecordsOnlyTheCallersTrace(@TempDir Path dir)
      throws IOException {
    var trace = newTraceId();
    try (var other = new OtlpReceiver()) {
      try (var quiet = new TracedServer(dir, other, Map.of())) {
        var untold = quiet.run("echo", "tea").getString("execution_id");
        var told = quiet.run("echo", "tea", "traceparent", parent(trace)).getString("execution_id");
        assertThat(quiet.recorded(untold)).isEmpty();
        assertThat(quiet.recorded(told)).isEqualTo(Map.of("traceparent", parent(trace)));
      }
      assertThat(other.requests()).isZero();
    }
  }

  @Test
  void everyParent_isInTheTrace() {
    var trace = newTraceId();

    server.run("relay", "tea", "traceparent", parent(trace));

    server.span(trace, "invoke_workflow relay");
    server.span(trace, "POST /v1/executions");
    var ids = receiver.trace(trace).stream().map(Received::id).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(receiver.trace(trace))
        .filteredOn(span -> !ids.contains(span.parent()))
        .extracting(Received::parent)
        .containsExactly(CALLER_SPAN);
  }
}
