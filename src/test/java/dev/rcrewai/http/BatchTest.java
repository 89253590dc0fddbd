package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.json;
import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One crew for many inputs. */
class BatchTest {
  private static final String PATH = "/v1/executions/batch";

  @RegisterExtension
  static final HttpFixture server =
      new HttpFixture(
          Map.of(
              "CALLER_MAX_EXECUTIONS", "1000",
              "MAX_QUEUED_EXECUTIONS", "1000",
              "MAX_CONCURRENT_EXECUTIONS", "4",
              "MAX_BODY_BYTES", "1048576"));

  @Test
  void batch_runsTheCrewForEachOfItsInputs_inTheirOrder() {
    var accepted = server.post("ann", PATH, batch("echo", 250)).status(202);
    var where = accepted.header("Location").orElse("");
    assertThat(accepted.json().path("total").asInt()).isEqualTo(250);
    assertThat(where).isEqualTo("/v1/batches/" + accepted.text("batch_id"));

    Poll.until(() -> server.get("ann", where), one -> one.text("status").equals("completed"));

    var done = server.get("ann", where).status(200).json();
    assertThat(done.path("counts").path("completed").asInt()).isEqualTo(250);
    assertThat(done.path("counts").path("queued").asInt()).isZero();
    assertThat(done.path("ended_at").isTextual()).isTrue();
    assertThat(done.path("usage").path("input_tokens").asInt()).isPositive();
    var executions = done.path("executions");
    for (int i = 0; i < 250; i += 83) {
      var id = executions.path(i).path("execution_id").asText();
      var one = server.get("ann", "/v1/executions/" + id).status(200);
      assertThat(one.json().path("result").path("output").asText()).isEqualTo("about topic" + i);
      assertThat(one.text("request_id")).isEqualTo(accepted.text("batch_id"));
    }
  }

  @Test
  void batch_withOneBadInput_acceptsNone_andNamesEach() {
    int before = executionsOf("carl");

    var refused =
        server.post(
            "carl", PATH, "{\"crew_name\":\"echo\",\"inputs\":[{\"topic\":\"a\"},{},{\"x\":1}]}");

    refused.problem(422, "invalid_inputs");
    assertThat(refused.body()).contains("inputs[1]: ", "inputs[2]: ").doesNotContain("inputs[0]");
    assertThat(executionsOf("carl")).isEqualTo(before).isZero();
  }

  @Test
  void batch_forWhichThereIsNoRoom_acceptsNone() {
    server.post("dora", PATH, batch("hang", 600)).status(202);
    server.post("dora", PATH, batch("hang", 600)).problem(429, "caller_limit");
    assertThat(executionsOf("dora")).isEqualTo(200); // a whole page, of 600
    var all = server.get("dora", "/v1/executions?status=queued&limit=1").json();
    var batch = all.path("executions").path(0).path("request_id").asText();
    var where = "/v1/batches/" + batch;
    assertThat(server.get("dora", where).json().path("total").asInt()).isEqualTo(600);

    server.post("dora", where + "/cancel", "{\"reason\":\"enough\"}").status(202);

    Poll.until(() -> server.get("dora", where), one -> one.text("status").equals("cancelled"));
    server.post("dora", where + "/cancel", "{}").problem(409, "ended");
  }

  @Test
  void batch_withTheSameKey_isTheSameBatch() {
    var first = keyed("echo", 3).status(202);
    var again = keyed("echo", 3).status(202);
    assertThat(again.text("batch_id")).isEqualTo(first.text("batch_id"));
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    keyed("echo", 4).problem(409, "idempotency_key_reused");
  }

  @Test
  void batch_ofSomebodyElse_orOfNobody_isNotThere() {
    var id = server.post("ann", PATH, batch("echo", 2)).status(202).text("batch_id");
    server.get("bob", "/v1/batches/" + id).problem(404, "batch_not_found");
    server.post("bob", "/v1/batches/" + id + "/cancel", "{}").problem(404, "batch_not_found");
    server.get("ann", "/v1/batches/no-such-batch").problem(404, "batch_not_found");
  }

  @Test
  void batch_thatIsNone_isRefused() {
    server.post("ann", PATH, batch("echo", 0)).problem(400, "invalid_request");
    server.post("ann", PATH, run("echo", "tea")).problem(400, "invalid_request");
    server.post("ann", PATH, batch("nobody", 2)).problem(400, "unknown_crew");
  }

  private static Answer keyed(String crew, int count) {
    var request = json(server.as("ann", PATH), batch(crew, count));
    return server.send(request.header("Idempotency-Key", "the-same"));
  }

  private static int executionsOf(String user) {
    JsonNode page = server.get(user, "/v1/executions?limit=200").json();
    return page.path("executions").size();
  }

  private static String batch(String crew, int count) {
    var inputs =
        IntStream.range(0, count)
            .mapToObj(i -> "{\"topic\":\"topic" + i + "\"}")
            .collect(Collectors.joining(","));
    return "{\"crew_name\":\"%s\",\"inputs\":[%s]}".formatted(crew, inputs);
  }
}
