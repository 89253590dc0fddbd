package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.json;
import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting executions: waiting a little, and saying the same thing twice. */
class SubmissionTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  private static final String PATH = "/v1/executions";

  @Test
  void create_accepted_saysWhereItIs() {
    var answer = server.post("ann", PATH, run("pace", "tea")).status(202);

    var id = answer.text("execution_id");
    assertThat(answer.header("Location")).contains(PATH + "/" + id);
    assertThat(answer.text("status")).isIn("queued", "running");
    assertThat(server.get("ann", PATH + "/" + id).status(200).text("crew_name")).isEqualTo("pace");
  }

  @Test
  void create_withMetadataAndRequestId_keepsThem() {
    var body =
        """
        {"crew_name":"echo","inputs":{"topic":"tea"},"request_id":"r-7","max_retries":1,
         "timeout":20.5,"metadata":{"ticket":"4711"}}\
        """;

    var answer = server.post("ann", PATH, body).status(202).json();

    assertThat(answer.path("request_id").asText()).isEqualTo("r-7");
    assertThat(answer.path("metadata").path("ticket").asText()).isEqualTo("4711");
  }

  @Test
  void create_preferWait_answersTheEnd() {
    var request = json(server.as("ann", PATH), run("echo", "tea"));

    var answer = server.send(request.header("Prefer", "respond-async, wait=20")).status(200);

    assertThat(answer.text("status")).isEqualTo("completed");
    assertThat(answer.json().at("/result/output").asText()).isEqualTo("about tea");
  }

  @Test
  void create_preferWaitTooShort_answersWhereItStands() {
    var request = json(server.as("ann", PATH), run("hang", "tea"));

    var answer = server.send(request.header("Prefer", "wait=1")).status(202);

    assertThat(answer.text("status")).isEqualTo("running");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait=0", "wait=x", "wait", "respond-async", "await=5", "wait=9999999"})
  void create_preferenceThatCannotBeRead_isIgnored(String preference) {
    var request = json(server.as("ann", PATH), run("pace", "tea"));

    server.send(request.header("Prefer", preference)).status(202);
  }

  @Test
  void create_preferWaitForACrewNotAllowed_isForbidden() {
    var request = server.to(PATH).header("Authorization", "Bearer " + token("execute_crew:chain"));

    server
        .send(json(request, run("echo", "tea")).header("Prefer", "wait=5"))
        .problem(403, "forbidden");
    var plain = server.to(PATH).header("Authorization", "Bearer " + token("execute_crew:chain"));
    server.send(json(plain, run("echo", "tea"))).problem(403, "forbidden");
  }

  @Test
  void create_inputsThatDoNotMatch_namesEveryProblem() {
    var body =
        "{\"crew_name\":\"strict\",\"inputs\":{\"count\":\"x\",\"colour\":\"blue\",\"x\":1}}";

    var answer = server.post("ann", PATH, body).problem(422, "invalid_inputs");

    assertThat(answer.json().path("errors")).hasSize(3);
    assertThat(answer.body()).contains("inputs.count", "inputs.colour", "inputs.x");
  }

  @Test
  void create_timeoutBeyondTheLimit_namesTheLimit() {
    var body = "{\"crew_name\":\"echo\",\"inputs\":{\"topic\":\"tea\"},\"timeout\":3601}";

    var answer = server.post("ann", PATH, body).problem(400, "invalid_timeout");

    assertThat(answer.text("error")).contains("3601").contains("3600");
  }

  @Test
  void create_inputsBeyondAnEvent_areTooLarge() {
    var topics = "\\u00e9".repeat(120_000);

    server.post("ann", PATH, run("echo", topics)).problem(413, "inputs_too_large");
  }

  @Test
  void create_bodyBeyondTheLimit_isTooLarge() {
    server.post("ann", PATH, run("echo", "x".repeat(1_100_000))).problem(413, "body_too_large");
  }

  @Test
  void key_hundredParallelDuplicates_startOneExecution() {
    var all =
        IntStream.range(0, 100)
            .mapToObj(_ -> server.sendAsync(keyed("many", "k", run("pace", "tea"))))
            .toList();

    var answers = all.stream().map(CompletableFuture::join).map(each -> each.status(202)).toList();

    assertThat(answers)
        .extracting(each -> each.text("execution_id"))
        .containsOnly(answers.getFirst().text("execution_id"));
    assertThat(answers).filteredOn(each -> each.header("Idempotent-Replayed").isEmpty()).hasSize(1);
    assertThat(server.get("many", PATH).json().path("executions")).hasSize(1);
  }

  @Test
  void key_usedAgainAfterTheEnd_answersTheResult() {
    var first = server.send(executed("ann", "end", run("echo", "tea"))).status(200);

    var again = server.send(executed("ann", "end", run("echo", "tea"))).status(200);

    assertThat(first.header("Idempotent-Replayed")).isEmpty();
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    assertThat(again.json().path("result")).isEqualTo(first.json().path("result"));
    assertThat(again.text("execution_id")).isEqualTo(first.text("execution_id"));
  }

  @Test
  void key_usedAgainMeanwhile_waitsForTheSameEnd() {
    var first = server.sendAsync(executed("ann", "meanwhile", run("pace", "tea")));
    var second = server.sendAsync(executed("ann", "meanwhile", run("pace", "tea")));

    assertThat(second.join().status(200).text("execution_id"))
        .isEqualTo(first.join().status(200).text("execution_id"));
  }

  @Test
  void key_withAnotherBody_isAConflict() {
    server.send(keyed("ann", "reused", run("echo", "tea"))).status(202);

    server
        .send(keyed("ann", "reused", run("echo", "coffee")))
        .problem(409, "idempotency_key_reused");
  }

  @Test
  void key_withPercentSigns_isAKey() {
    server.send(keyed("ann", "100% %zz +", run("echo", "tea"))).status(202);

    server.send(keyed("ann", "100% %zz  ", run("echo", "coffee"))).status(202);
  }

  @Test
  void key_ofAnotherOperation_isAnotherKey() {
    var created = server.send(keyed("ann", "both", run("echo", "tea"))).status(202);

    var executed = server.send(executed("ann", "both", run("echo", "tea"))).status(200);

    assertThat(executed.text("execution_id")).isNotEqualTo(created.text("execution_id"));
  }

  @Test
  void key_ofARetry_attachesToTheSameRetry() {
    var id = server.finish("retrier", "broken", "tea");
    var path = PATH + "/" + id + "/retry";

    var first = server.send(keyed("retrier", path, "again", "{}")).status(202);
    var second = server.send(keyed("retrier", path, "again", "{}")).status(202);

    assertThat(first.text("retry_of")).isEqualTo(id);
    assertThat(second.text("execution_id")).isEqualTo(first.text("execution_id"));
    assertThat(second.header("Idempotent-Replayed")).contains("true");
  }

  @Test
  void retry_ofWhatDidNotFail_isAConflict() {
    var running = server.start("ann", "hang", "tea");
    var completed = server.finish("ann", "echo", "tea");

    server.post("ann", PATH + "/" + running + "/retry", "{}").problem(409, "not_ended");
    server.post("ann", PATH + "/" + completed + "/retry", "{}").problem(409, "completed");
  }

  private static String token(String permission) {
    return server.token("ann", permission);
  }

  private static HttpRequest.Builder keyed(String user, String key, String body) {
    return keyed(user, PATH, key, body);
  }

  private static HttpRequest.Builder executed(String user, String key, String body) {
    return keyed(user, "/execute", key, body);
  }

  private static HttpRequest.Builder keyed(String user, String path, String key, String body) {
    return json(server.as(user, path), body).header("Idempotency-Key", key);
  }
}
