package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.json;
import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.auth.Permission;
import dev.rcrewai.operation.Contract;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server answers is what its OpenAPI document says. */
class ContractTest {
  @RegisterExtension
  static final HttpFixture server =
      new HttpFixture(
          Map.of("WEBHOOK_SECRET", "whsec_" + "A".repeat(32), "WEBHOOK_ALLOW", "127.0.0.1"));

  private static final ContractCheck CHECK = new ContractCheck();
  private static final String UNKNOWN = "/v1/executions/01890000-0000-7000-8000-000000000000";

  private static final Map<String, Supplier<List<Answer>>> CALLS =
      Map.ofEntries(
          Map.entry("getHealth", () -> open("/health")),
          Map.entry("getLive", () -> open("/health/live")),
          Map.entry("getReady", () -> open("/ready")),
          Map.entry("getCrewSchema", () -> open("/crew.schema.json")),
          Map.entry("getFlowSchema", () -> open("/flow.schema.json")),
          Map.entry("getOpenApi", () -> open("/openapi.yaml")),
          Map.entry("getDocs", () -> open("/docs")),
          Map.entry("getMetrics", ContractTest::metrics),
          Map.entry("execute", () -> posts("/execute")),
          Map.entry("createExecution", ContractTest::creations),
          Map.entry("listExecutions", ContractTest::lists),
          Map.entry("getExecution", ContractTest::executions),
          Map.entry("getEvents", ContractTest::events),
          Map.entry("cancelExecution", ContractTest::cancellations),
          Map.entry("answerInput", ContractTest::inputs),
          Map.entry("retryExecution", ContractTest::retries),
          Map.entry("redeliverWebhook", ContractTest::redeliveries),
          Map.entry("createBatch", ContractTest::batches),
          Map.entry("getBatch", () -> batch(id -> get("/v1/batches/" + id))),
          Map.entry("cancelBatch", () -> batch(id -> post("/v1/batches/" + id + "/cancel", "{}"))),
          Map.entry("getMemory", ContractTest::memories),
          Map.entry("eraseMemory", ContractTest::erasures),
          Map.entry("listCrews", () -> List.of(get("/v1/crews"), nobody("/v1/crews"))),
          Map.entry("getCrew", ContractTest::crews),
          Map.entry("ampInputs", ContractTest::ampInputs),
          Map.entry("ampKickoff", ContractTest::ampKickoffs),
          Map.entry("ampStatus", ContractTest::ampStatuses),
          Map.entry("ampResume", ContractTest::ampResumes));

  @ParameterizedTest
  @MethodSource("operations")
  void operation_succeedingAndFailing_answersAsTheDocumentSays(String operationId) {
    var calls = Objects.requireNonNull(CALLS.get(operationId), "no calls of " + operationId);

    var answers = calls.get();

    answers.forEach(answer -> CHECK.conforms(operationId, answer));
    assertThat(answers).anyMatch(answer -> answer.status() / 100 == 2);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void operation_inTheDocument_namesItsPermission(String operationId) {
    var permission = CHECK.operation(operationId).path("x-permission");

    assertThat(permission.isTextual()).isTrue();
    assertThat(Permission.of(permission.asText()).word()).isEqualTo(permission.asText());
  }

  @Test
  void document_served_isTheOneThatIsChecked() {
    assertThat(server.send(server.to("/openapi.yaml")).body()).isEqualTo(Contract.text());
  }

  @Test
  void operations_calledHere_areThoseOfTheDocument() {
    assertThat(CALLS.keySet()).isEqualTo(operations().collect(Collectors.toSet()));
  }

  static Stream<String> operations() {
    return CHECK.operations().keySet().stream();
  }

  private static List<Answer> open(String path) {
    return List.of(server.send(server.to(path)));
  }

  private static List<Answer> metrics() {
    var token = "Bearer " + server.token("ann", "view_metrics");
    return List.of(
        server.send(server.to("/metrics").header("Authorization", token)),
        get("/metrics"),
        nobody("/metrics"));
  }

  private static List<Answer> posts(String path) {
    return List.of(
        post(path, run("echo", "tea")),
        post(path, run("twice", "tea")),
        post(path, run("broken", "tea")),
        post(path, run("nobody", "tea")),
        post(path, "{\"crew_name\":\"strict\",\"inputs\":{\"count\":\"x\"}}"),
        post(path, "{}"),
        post(path, "{"),
        post(path, "{\"crew_name\":\"echo\",\"surplus\":1}"),
        post(path, "x".repeat(2_000_000)),
        server.send(server.as("ann", path).POST(HttpRequest.BodyPublishers.ofString("text"))),
        server.send(json(server.to(path), run("echo", "tea"))));
  }

  private static List<Answer> creations() {
    var waiting = json(server.as("ann", "/v1/executions"), run("echo", "tea"));
    var failing = json(server.as("ann", "/v1/executions"), run("broken", "tea"));
    var plain = posts("/v1/executions").stream();
    var waited =
        Stream.of(waiting, failing).map(each -> server.send(each.header("Prefer", "wait=20")));
    return Stream.concat(plain, waited).toList();
  }

  private static List<Answer> batches() {
    var path = "/v1/executions/batch";
    return List.of(
        post(path, "{\"crew_name\":\"echo\",\"inputs\":[{\"topic\":\"tea\"}]}"),
        post(path, "{\"crew_name\":\"echo\",\"inputs\":[{}]}"),
        post(path, "{\"crew_name\":\"echo\",\"inputs\":[]}"),
        nobody(path));
  }

  private static List<Answer> batch(Function<String, Answer> call) {
    var body = "{\"crew_name\":\"hang\",\"inputs\":[{\"topic\":\"tea\"},{\"topic\":\"ink\"}]}";
    var id = post("/v1/executions/batch", body).status(202).text("batch_id");
    var answers = List.of(call.apply(id), call.apply("none"));
    post("/v1/batches/" + id + "/cancel", "{}");
    return answers;
  }

  private static List<Answer> lists() {
    server.finish("ann", "broken", "tea");
    return List.of(
        get("/v1/executions"),
        get("/v1/executions?limit=1&status=failed"),
        get("/v1/executions?limit=0"),
        get("/v1/executions?status=lost"),
        nobody("/v1/executions"));
  }

  private static List<Answer> executions() {
    return List.of(
        get("/v1/executions/" + server.finish("ann", "echo", "tea")),
        get("/v1/executions/" + server.finish("ann", "broken", "tea")),
        get("/v1/executions/" + server.start("ann", "pace", "tea")),
        get(UNKNOWN),
        nobody(UNKNOWN));
  }

  private static List<Answer> events() {
    var path = "/v1/executions/" + server.finish("ann", "chain", "tea") + "/events";
    var stream = server.as("ann", path).header("Accept", "text/event-stream");
    return List.of(
        get(path),
        get(path + "?limit=2"),
        server.send(stream),
        server.send(stream.copy().header("Last-Event-ID", "100000")),
        get(path + "?page_token=x"),
        get(UNKNOWN + "/events"),
        nobody(path));
  }

  private static List<Answer> cancellations() {
    var hanging = "/v1/executions/" + server.start("ann", "hang", "tea") + "/cancel";
    var ended = "/v1/executions/" + server.finish("ann", "echo", "tea") + "/cancel";
    return List.of(
        post(hanging, "{\"reason\":\"enough\"}"),
        post(ended, "{}"),
        post(ended, "{\"reason\":1}"),
        post(UNKNOWN + "/cancel", "{}"),
        server.send(json(server.to(hanging), "{}")));
  }

  private static List<Answer> inputs() {
    var id = server.start("ann", "review", "tea");
    var waiting =
        Poll.until(() -> get("/v1/executions/" + id), one -> one.text("status").equals("waiting"));
    CHECK.conforms("getExecution", waiting);
    var path = "/v1/executions/" + id + "/input";
    var token = "Bearer " + server.token("bob", "answer_input");
    return Stream.of("{\"answer\":1}", "{\"answer\":\"yes\"}", "{\"answer\":\"yes\"}", "{}")
        .map(body -> server.send(json(server.to(path).header("Authorization", token), body)))
        .toList();
  }

  private static List<Answer> retries() {
    var failed = "/v1/executions/" + server.finish("ann", "broken", "tea") + "/retry";
    var completed = "/v1/executions/" + server.finish("ann", "echo", "tea") + "/retry";
    return List.of(
        post(failed, "{}"),
        post(completed, "{}"),
        post(UNKNOWN + "/retry", "{}"),
        server.send(json(server.to(failed), "{}")));
  }

  private static List<Answer> redeliveries() {
    var nobodyListens = "{\"url\":\"http://127.0.0.1:1/\",\"events\":[\"execution.started\"]}";
    var body = run("hang", "tea").replaceFirst("}$", ",\"webhook\":" + nobodyListens + "}");
    var told = post("/v1/executions", body);
    var untold = "/v1/executions/" + told.text("execution_id") + "/webhook/redeliver";
    var ended = "/v1/executions/" + server.finish("ann", "echo", "tea") + "/webhook/redeliver";
    return List.of(
        post(untold, "{}"),
        post(ended, "{}"),
        post(UNKNOWN + "/webhook/redeliver", "{}"),
        server.send(json(server.to(untold), "{}")));
  }

  private static List<Answer> memories() {
    server.finish("mia", "memo", "tea");
    return List.of(
        server.get("mia", "/v1/memory?crew_name=memo&limit=1"),
        get("/v1/memory"),
        get("/v1/memory?limit=0"),
        get("/v1/memory?caller=mia"),
        nobody("/v1/memory"));
  }

  private static List<Answer> erasures() {
    return List.of(
        server.send(server.as("mia", "/v1/memory").DELETE()),
        server.send(server.as("ann", "/v1/memory?caller=mia").DELETE()),
        server.send(server.to("/v1/memory").DELETE()));
  }

  private static List<Answer> crews() {
    return List.of(
        get("/v1/crews/strict"),
        get("/v1/crews/twice"),
        get("/v1/crews/nobody"),
        nobody("/v1/crews/strict"));
  }

  private static List<Answer> ampInputs() {
    return List.of(
        get("/crews/strict/inputs"), get("/crews/nobody/inputs"), nobody("/crews/strict/inputs"));
  }

  private static List<Answer> ampKickoffs() {
    var urls =
        "\"taskWebhookUrl\":\"http://127.0.0.1:1/a\",\"crewWebhookUrl\":\"http://127.0.0.1:1/b\"";
    return List.of(
        post("/crews/echo/kickoff", "{\"inputs\":{\"topic\":\"tea\"}}"),
        post("/crews/echo/kickoff", "{\"inputs\":{\"topic\":\"tea\"}," + urls + "}"),
        post("/crews/echo/kickoff", "{\"inputs\":{}}"),
        post("/crews/echo/kickoff", "{}"),
        post("/crews/nobody/kickoff", "{\"inputs\":{}}"),
        nobody("/crews/echo/kickoff"));
  }

  private static List<Answer> ampStatuses() {
    var echo = server.finish("ann", "echo", "tea");
    return List.of(
        get("/crews/echo/status/" + echo),
        get("/crews/broken/status/" + server.finish("ann", "broken", "tea")),
        get("/crews/pace/status/" + server.start("ann", "pace", "tea")),
        get("/crews/broken/status/" + echo),
        nobody("/crews/echo/status/" + echo));
  }

  private static List<Answer> ampResumes() {
    var id = server.start("ann", "review", "tea");
    Poll.until(() -> get("/v1/executions/" + id), one -> one.text("status").equals("waiting"));
    CHECK.conforms("ampStatus", get("/crews/review/status/" + id));
    var token = "Bearer " + server.token("bob", "answer_input");
    var approval =
        "{\"execution_id\":\"%s\",\"task_id\":\"%s\",\"human_feedback\":\"\",\"is_approve\":true}";
    return Stream.of(approval.formatted(id, "none"), approval.formatted(id, "write"), "{}")
        .map(body ->
            server.send(
                json(server.to("/crews/review/resume").header("Authorization", token), body)))
        .toList();
  }

  private static Answer get(String path) {
    return server.get("ann", path);
  }

  private static Answer post(String path, String body) {
    return server.post("ann", path, body);
  }

  private static Answer nobody(String path) {
    return server.send(server.to(path));
  }
}
