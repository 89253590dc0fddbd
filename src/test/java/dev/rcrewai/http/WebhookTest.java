package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rcrewai.execution.Webhook;
import dev.rcrewai.operation.Contract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executions that call back: what may be asked for, what is shown, what arrives. */
class WebhookTest {
  private static final String SECRETS = "{ann: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}";

  @RegisterExtension
  static final HttpFixture server =
      new HttpFixture(Map.of("WEBHOOK_SECRETS", SECRETS, "WEBHOOK_ALLOW", "127.0.0.1"));

  private final List<JsonNode> told = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private HttpServer receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::take);
    receiver.start();
  }

  @AfterEach
  void close() {
    receiver.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      told.add(new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes()));
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private String url() {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?key=1";
  }

  private static String body(String crew, String webhook) {
    return run(crew, "tea").replaceFirst("}$", ",\"webhook\":" + webhook + "}");
  }

  private static Answer create(String user, String crew, String webhook) {
    return server.post(user, "/v1/executions", body(crew, webhook));
  }

  private String start(String crew, String events) {
    var webhook = "{\"url\":\"" + url() + "\"" + events + "}";
    return create("ann", crew, webhook).status(202).text("execution_id");
  }

  private static Answer show(String id) {
    return server.get("ann", "/v1/executions/" + id);
  }

  private static Answer until(String id, String state) {
    return Poll.until(
        () -> show(id), answer -> answer.json().at("/webhook/status").asText().equals(state));
  }

  @Test
  void end_isToldAndShown() {
    var id = start("echo", "");

    var shown = until(id, "delivered").json().path("webhook");

    assertThat(shown.path("url").asText()).isEqualTo(url());
    assertThat(shown.path("events")).hasSize(3);
    assertThat(shown.path("next_try_at").isNull()).isTrue();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().path("type").asText()).isEqualTo("dev.rcrewai.execution.completed");
    assertThat(told.getFirst().at("/data/status").asText()).isEqualTo("completed");
  }

  @Test
  void event_isTheOneOfTheApi() {
    var id = start("echo", ",\"events\":[\"task.completed\"]");
    until(id, "delivered");

    var data = told.getFirst().path("data");

    var events = server.get("ann", "/v1/executions/" + id + "/events").json().path("events");
    var shown = events.path(data.path("seq").asInt() - 1);
    assertThat(shown.properties())
        .allMatch(member -> data.path(member.getKey()).equals(member.getValue()));
  }

  @Test
  void retry_callsTheSameReceiver() {
    var id = start("broken", "");
    until(id, "delivered");

    var again = server.post("ann", "/v1/executions/" + id + "/retry", "{}").status(202);

    until(again.text("execution_id"), "delivered");
    assertThat(told).hasSize(2);
  }

  @Test
  void redeliver_ofADeadOne_tellsIt() {
    status = 410;
    var id = start("echo", "");
    assertThat(until(id, "dead").json().at("/webhook/last_error").asText())
        .isEqualTo("HTTP 410: the receiver wants no more");
    status = 200;

    server.post("ann", "/v1/executions/" + id + "/webhook/redeliver", "{}").status(202);

    until(id, "delivered");
    server
        .post("ann", "/v1/executions/" + id + "/webhook/redeliver", "{}")
        .problem(409, "nothing_to_redeliver");
    server
        .post("bob", "/v1/executions/" + id + "/webhook/redeliver", "{}")
        .problem(404, "execution_not_found");
  }

  @Test
  void executionWithoutEventToTell_hasToldAll() {
    var id = start("hang", ",\"events\":[\"task.failed\"]");
    assertThat(show(id).json().at("/webhook/status").asText()).isEqualTo("pending");

    server.post("ann", "/v1/executions/" + id + "/cancel", "{}").status(202);

    until(id, "delivered");
    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://example.com/ | http; only https",
        "ftp://example.com/ | no https URL",
        "example.com | no https URL",
        "https:///x | no https URL",
        "https://user:pw@example.com/ | a user",
        "https://example.com/#x | a fragment",
        "https://example.com:0/ | port 0",
        "https://example.com:70000/ | port 70000",
        "https://10.0.0.1/ | not public",
        "https://[::1]/ | not public",
        "https://169.254.169.254/latest | not public",
        "http://127.0.0.2/ | http; only https"
      })
  void url_thatMayNotBeCalled_isRefused(String url, String why) {
    var answer = create("ann", "echo", "{\"url\":\"" + url + "\"}");

    answer.problem(422, "invalid_webhook");
    assertThat(answer.text("error")).startsWith("webhook.url ").contains(why);
  }

  @Test
  void callerWithoutSecret_isRefused() {
    create("bob", "echo", "{\"url\":\"https://example.com/\"}").problem(422, "invalid_webhook");
  }

  @Test
  void execute_hasNoWebhook() {
    server
        .post("ann", "/execute", body("echo", "{\"url\":\"https://example.com/\"}"))
        .problem(400, "invalid_request");
  }

  @Test
  void document_namesEveryEventThatCanBeChosen() {
    var line =
        Contract.text()
            .lines()
            .filter(text -> text.contains("enum: [cancel.requested"))
            .findFirst();
    var words = line.orElseThrow().replaceAll(".*\\[|].*", "").split(", ");

    assertThat(List.of(words)).containsExactlyElementsOf(Webhook.choosable());
  }
}
