package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that was written for CrewAI AMP. */
class AmpTest {
  @RegisterExtension
  static final HttpFixture server =
      new HttpFixture(
          Map.of("WEBHOOK_SECRET", "whsec_" + "A".repeat(32), "WEBHOOK_ALLOW", "127.0.0.1"));

  private static String kickoff(String crew) {
    return server
        .post("ann", "/crews/" + crew + "/kickoff", "{\"inputs\":{\"topic\":\"tea\"}}")
        .status(200)
        .text("kickoff_id");
  }

  private static Answer status(String crew, String id) {
    return server.get("ann", "/crews/" + crew + "/status/" + id).status(200);
  }

  private static Answer ended(String crew, String id) {
    return Poll.until(() -> status(crew, id), one -> !one.text("status").equals("running"));
  }

  private static void awaitWaiting(String crew, String id) {
    Poll.until(
        () -> status(crew, id),
        one -> one.json().path("waiting_tasks").path(0).asText().equals("write"));
  }

  private static Answer resume(String crew, String id, String task, String words, boolean approve) {
    var body =
        JsonNodeFactory.instance
            .objectNode()
            .put("execution_id", id)
            .put("task_id", task)
            .put("human_feedback", words)
            .put("is_approve", approve);
    var request = server.to("/crews/" + crew + "/resume");
    var token = server.token("bob", "answer_input");
    return server.send(json(request.header("Authorization", "Bearer " + token), body.toString()));
  }

  @Test
  void inputs_areTheNamesThatMustBeGiven() {
    var inputs = server.get("ann", "/crews/echo/inputs").status(200).json().path("inputs");
    assertThat(inputs.toString()).isEqualTo("[\"topic\"]");
    server.get("ann", "/crews/nobody/inputs").problem(404, "crew_not_found");
  }

  @Test
  void kickoff_startsAnExecution_andStatusTellsItsEnd() {
    var id = kickoff("echo");

    var completed = ended("echo", id);

    assertThat(completed.text("status")).isEqualTo("completed");
    var ours = server.get("ann", "/v1/executions/" + id).status(200);
    assertThat(completed.json().path("result").path("output"))
        .isEqualTo(ours.json().path("result").path("output"));
    var task = completed.json().path("result").path("tasks").path(0);
    assertThat(task.path("task_id").asText()).isEqualTo("write");
    assertThat(task.path("execution_time").isNumber()).isTrue();
  }

  @Test
  void status_ofOneThatFails_isErrorWithItsOutcome() {
    var failed = ended("broken", kickoff("broken"));
    assertThat(failed.text("status")).isEqualTo("error");
    assertThat(failed.text("error")).startsWith("provider_error: ");
  }

  @Test
  void status_ofAnotherCrewOrCaller_isNotFound() {
    var id = kickoff("echo");
    server.get("ann", "/crews/broken/status/" + id).problem(404, "execution_not_found");
    server.get("eve", "/crews/echo/status/" + id).problem(404, "execution_not_found");
  }

  @Test
  void kickoff_withWebhooks_callsBackAtOneAddress() {
    var body =
        "{\"inputs\":{\"topic\":\"tea\"},\"meta\":{\"source\":\"app\",\"n\":1},"
            + "\"taskWebhookUrl\":\"http://127.0.0.1:1/a\","
            + "\"crewWebhookUrl\":\"http://127.0.0.1:1/%s\"}";
    server.post("ann", "/crews/echo/kickoff", body.formatted("b")).problem(400, "invalid_request");

    var id =
        server
            .post("ann", "/crews/echo/kickoff", body.formatted("a"))
            .status(200)
            .text("kickoff_id");

    var ours = server.get("ann", "/v1/executions/" + id).json();
    assertThat(ours.path("webhook").path("events").toString())
        .contains("task.completed", "execution.completed")
        .doesNotContain("chat");
    assertThat(ours.path("metadata").path("n").asText()).isEqualTo("1");
  }

  @Test
  void resume_thatApproves_letsItEnd_andCannotBeSaidTwice() {
    var id = kickoff("review");
    awaitWaiting("review", id);
    resume("review", id, "other", "", true).problem(400, "not_waiting");

    assertThat(resume("review", id, "write", "fine", true).status(200).text("status"))
        .isEqualTo("resumed");

    assertThat(ended("review", id).text("status")).isEqualTo("completed");
    resume("review", id, "write", "", true).problem(400, "not_waiting");
  }

  @Test
  void resume_withFeedback_hasTheTaskDoneAgain() {
    var id = kickoff("review");
    awaitWaiting("review", id);

    assertThat(resume("review", id, "write", "yes, but shorter", false).text("status"))
        .isEqualTo("retrying");

    awaitRejected(id);
    awaitWaiting("review", id);
    resume("review", id, "write", "", true).status(200);
    assertThat(ended("review", id).text("status")).isEqualTo("completed");
  }

  private static void awaitRejected(String id) {
    var rejected = "\"type\":\"output.rejected\"";
    Poll.until(
        () -> server.get("ann", "/v1/executions/" + id + "/events"),
        page -> page.body().contains(rejected));
  }

  @Test
  void resume_thatRefuses_endsIt() {
    var id = kickoff("confirm");
    awaitWaiting("confirm", id);

    resume("confirm", id, "write", "too dear", false).status(200);

    assertThat(ended("confirm", id).text("error")).contains("input_rejected", "too dear");
  }
}
