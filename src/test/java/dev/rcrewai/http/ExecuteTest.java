package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.json;
import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code POST /execute}: what callers of the first version of this API rely on. */
class ExecuteTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  @Test
  void execute_completed_hasTheShapeOfTheFirstVersion() {
    var answer = server.post("ann", "/execute", run("chain", "tea")).status(200);

    assertThat(answer.mediaType()).isEqualTo("application/json");
    var body = answer.json();
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("execution_id", "success", "duration", "result");
    assertThat(body.path("success").booleanValue()).isTrue();
    assertThat(body.path("duration").isNumber()).isTrue();
    var result = body.path("result");
    assertThat(result.path("crew").asText()).isEqualTo("chain");
    assertThat(result.path("process").asText()).isEqualTo("sequential");
    assertThat(result.path("total_tasks").asInt()).isEqualTo(3);
    assertThat(result.path("completed_tasks").asInt()).isEqualTo(3);
    assertThat(result.path("failed_tasks").asInt()).isZero();
    assertThat(result.path("success_rate").asDouble()).isEqualTo(100.0);
    assertThat(result.path("output").asText()).isEqualTo("about tea");
    assertThat(result.path("usage").path("input_tokens").asInt()).isPositive();
  }

  @Test
  void execute_completed_namesEachTaskWithAgentStatusAndResult() {
    var answer = server.post("ann", "/execute", run("chain", "tea")).status(200);

    var results = answer.json().path("result").path("results");
    assertThat(StreamSupport.stream(results.spliterator(), false))
        .extracting(ExecuteTest::line)
        .containsExactly(
            "first writer completed about tea",
            "second writer completed about tea",
            "third writer completed about tea");
  }

  @Test
  void execute_providerRefuses_answers502WithOutcomeAndResultSoFar() {
    var answer = server.post("ann", "/execute", run("broken", "tea"));

    answer.problem(502, "provider_error");
    assertThat(answer.json().path("success").booleanValue()).isFalse();
    assertThat(answer.text("outcome")).isEqualTo("provider_error");
    assertThat(answer.json().path("retryable").isBoolean()).isTrue();
    assertThat(answer.text("execution_id")).isNotEmpty();
    assertThat(answer.json().path("result").path("failed_tasks").asInt()).isEqualTo(1);
  }

  @Test
  void execute_deadlinePasses_answers504() {
    var body = "{\"crew_name\":\"hang\",\"inputs\":{\"topic\":\"tea\"},\"timeout\":0.3}";

    server.post("ann", "/execute", body).problem(504, "deadline_exceeded");
  }

  @Test
  void execute_cancelledMeanwhile_answers409() {
    var waiting = server.sendAsync(json(server.as("cancelled", "/execute"), run("hang", "tea")));
    var id = Poll.first(() -> server.get("cancelled", "/v1/executions"), "executions");

    server.post("cancelled", "/v1/executions/" + id + "/cancel", "{}").status(202);

    waiting.join().problem(409, "cancelled");
  }

  @Test
  void execute_malformedJson_hasTheWordsOfTheFirstVersion() {
    var answer = server.post("ann", "/execute", "{\"crew_name\":");

    assertThat(answer.problem(400, "malformed_json").text("error"))
        .isEqualTo("Invalid JSON in request body");
  }

  @Test
  void execute_withoutCrewName_hasTheWordsOfTheFirstVersion() {
    var answer = server.post("ann", "/execute", "{}");

    assertThat(answer.problem(400, "missing_fields").text("error"))
        .isEqualTo("Missing required fields: crew_name");
  }

  @Test
  void execute_unknownCrew_hasTheWordsOfTheFirstVersionAndAGuess() {
    var answer = server.post("ann", "/execute", run("ehco", "tea"));

    assertThat(answer.problem(400, "unknown_crew").text("error")).isEqualTo("Unknown crew: ehco");
    assertThat(answer.json().path("errors").path(0).asText()).isEqualTo("did you mean echo?");
  }

  @Test
  void execute_withoutToken_hasTheWordsOfTheFirstVersion() {
    var answer = server.send(json(server.to("/execute"), run("echo", "tea")));

    assertThat(answer.problem(401, "unauthorized").text("error")).isEqualTo("Unauthorized");
    assertThat(answer.header("WWW-Authenticate")).contains("Bearer realm=\"rcrewai\"");
  }

  @Test
  void execute_withoutPermission_hasTheWordsOfTheFirstVersion() {
    var request =
        server.to("/execute").header("Authorization", "Bearer " + server.token("ann", "other"));

    var answer = server.send(json(request, run("echo", "tea")));

    assertThat(answer.problem(403, "forbidden").text("error")).isEqualTo("Forbidden");
  }

  @Test
  void execute_withPermissionForOneCrew_runsThatOneOnly() {
    var token = "Bearer " + server.token("ann", "execute_crew:echo");

    var own = json(server.to("/execute").header("Authorization", token), run("echo", "tea"));
    var other = json(server.to("/execute").header("Authorization", token), run("chain", "tea"));

    server.send(own).status(200);
    server.send(other).problem(403, "forbidden");
  }

  private static String line(JsonNode task) {
    return "%s %s %s %s"
        .formatted(
            task.path("task").asText(),
            task.path("agent").asText(),
            task.path("status").asText(),
            task.path("result").asText());
  }
}
