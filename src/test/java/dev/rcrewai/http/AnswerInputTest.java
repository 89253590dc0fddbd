package dev.rcrewai.http;

import static dev.rcrewai.http.HttpFixture.json;
import static dev.rcrewai.http.HttpFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people say, and what it does: nothing but an explicit approval approves. */
class AnswerInputTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  private static final String ANSWER = "answer_input";

  private static String waiting(String crew) {
    var id = server.start("ann", crew, "tea");
    Poll.until(() -> execution(id), one -> one.text("status").equals("waiting"));
    return id;
  }

  private static Answer execution(String id) {
    return server.get("ann", "/v1/executions/" + id);
  }

  private static Answer ended(String id) {
    return Poll.until(() -> execution(id), one -> !one.json().path("outcome").isNull());
  }

  /** Sends that body in the name of a reviewer who may answer everything. */
  private static Answer answer(String id, String body) {
    return answer(server.token("bob", ANSWER), id, body);
  }

  private static Answer answer(String token, String id, String body) {
    var request = server.to("/v1/executions/" + id + "/input");
    return server.send(json(request.header("Authorization", "Bearer " + token), body));
  }

  private static Answer list(String user, String query, String... permissions) {
    var token = "Bearer " + server.token(user, permissions);
    return server.send(server.to("/v1/executions" + query).header("Authorization", token));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"approve\"", "\"Approved\"", "\" YES \""})
  void approval_explicit_lets_theTaskBegin(String word) {
    var id = waiting("confirm");

    answer(id, "{\"answer\":" + word + "}").status(202);

    assertThat(ended(id).text("outcome")).isEqualTo("completed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"reject\"", "\"rejected\"", "\"no\"", "\"deny\"", "\"denied\"", "\" No\""})
  void approval_refused_endsInputRejectedAndAsksNoModel(String word) {
    var id = waiting("confirm");

    answer(id, "{\"answer\":" + word + ",\"comment\":\"too dear\"}").status(202);

    var ended = ended(id);
    assertThat(ended.text("outcome")).isEqualTo("input_rejected");
    assertThat(ended.text("detail")).contains("too dear");
    assertThat(ended.json().path("usage").path("input_tokens").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"", "\"  \"", "\"not ok\"", "\"ok\"", "\"maybe\"", "\"yes but no\"", "\"y\"", "\"n\"",
        "\"approve it\"", "\"not approved\"", "\"disapprove\"", "\"true\"", "true", "1", "0",
            "false"
      })
  void approval_byAnythingElse_isNoneAndLeavesTheQuestionOpen(String word) {
    var id = waiting("confirm");

    var refused = answer(id, "{\"answer\":" + word + "}").problem(422, "invalid_answer");

    assertThat(refused.text("error")).contains("approve, approved, yes");
    assertThat(execution(id).text("status")).isEqualTo("waiting");
    answer(id, "{\"answer\":\"no\"}").status(202);
    assertThat(ended(id).text("outcome")).isEqualTo("input_rejected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"answer\":null}", "{\"answer\":[]}", "{\"answer\":{}}", "{"})
  void answer_thatIsNone_isRefusedByTheDocument(String body) {
    answer(waiting("confirm"), body).status(400);
  }

  @Test
  void answer_second_isAConflict() {
    var id = waiting("confirm");
    answer(id, "{\"answer\":\"no\"}").status(202);

    answer(id, "{\"answer\":\"yes\"}").problem(409, "already_answered");

    assertThat(ended(id).text("outcome")).isEqualTo("input_rejected");
    answer(id, "{\"answer\":\"yes\"}").problem(409, "already_answered");
  }

  @Test
  void answer_manyAtOnce_oneCounts() {
    var id = waiting("confirm");
    var token = server.token("bob", ANSWER);

    var answers =
        IntStream.range(0, 10)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> answer(token, id, word(i))))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .map(Answer::status)
            .toList();

    assertThat(answers).filteredOn(status -> status == 202).hasSize(1);
    assertThat(answers).filteredOn(status -> status == 409).hasSize(9);
  }

  private static String word(int i) {
    return i % 2 == 0 ? "{\"answer\":\"yes\"}" : "{\"answer\":\"no\"}";
  }

  @Test
  void answer_late_isAConflictAndTheExecutionHasExpired() {
    var id = server.start("ann", "hasty", "tea");

    assertThat(ended(id).text("outcome")).isEqualTo("input_expired");
    answer(id, "{\"answer\":\"yes\"}").problem(409, "input_expired");
    assertThat(execution(id).json().path("retryable").asBoolean()).isFalse();
  }

  @Test
  void answer_byWhoMayNot_isRefused() {
    var id = waiting("confirm");
    var yes = "{\"answer\":\"yes\"}";

    answer(server.token("ann"), id, yes).problem(403, "forbidden");
    answer(server.token("ann", "execute_crew", "answer_input:other"), id, yes)
        .problem(403, "forbidden");
    answer(server.token("eve", "answer_input:other"), id, yes).problem(404, "execution_not_found");
    answer(server.token("eve", "answer_input:other", "view_all_executions"), id, yes)
        .problem(403, "forbidden");
    answer(server.token("eve"), id, yes).problem(403, "forbidden");
    assertThat(execution(id).text("status")).isEqualTo("waiting");

    answer(server.token("bob", "answer_input:confirm"), id, yes).status(202);
    assertThat(ended(id).text("outcome")).isEqualTo("completed");
  }

  @Test
  void answer_toWhatIsNotAsked_isAConflict() {
    var done = server.finish("ann", "echo", "tea");
    answer(done, "{\"answer\":\"yes\"}").problem(409, "ended");
    var running = server.start("ann", "hang", "tea");
    answer(running, "{\"answer\":\"yes\"}").problem(409, "not_asked");
    server.post("ann", "/v1/executions/" + running + "/cancel", "{}").status(202);
    answer("01890000-0000-7000-8000-000000000000", "{\"answer\":\"yes\"}")
        .problem(404, "execution_not_found");
  }

  @Test
  void journal_saysWhoAnsweredWhatAndWhen() {
    var id = waiting("confirm");
    answer(id, "{\"answer\":\"approve\",\"comment\":\"go on\"}").status(202);
    ended(id);

    var events = server.get("ann", "/v1/executions/" + id + "/events").json().path("events");
    var received =
        IntStream.range(0, events.size())
            .mapToObj(events::path)
            .filter(event -> event.path("type").asText().equals("input.received"))
            .toList();
    assertThat(received).hasSize(1);
    var event = received.getFirst();
    assertThat(event.path("path").asText()).isEqualTo("write/confirm");
    assertThat(event.path("decision").asText()).isEqualTo("approved");
    assertThat(event.path("text").asText()).isEqualTo("go on");
    assertThat(event.path("by").asText()).isEqualTo("bob");
    assertThat(event.path("answered_at").asText()).isNotEmpty();
  }

  @Test
  void question_isShownWithWhatAnswersIt() {
    var question = execution(waiting("confirm")).json().path("questions").path(0);

    assertThat(question.path("question").asText()).isEqualTo("write/confirm");
    assertThat(question.path("kind").asText()).isEqualTo("approval");
    assertThat(question.path("text").asText()).isEqualTo("May I write about tea?");
    assertThat(question.path("expires_at").asText())
        .isGreaterThan(question.path("asked_at").asText());
  }

  @Test
  void review_byFeedback_beginsAnotherAttemptAndShowsItsAnswer() {
    var id = waiting("review");
    var subject = execution(id).json().path("questions").path(0).path("subject");
    assertThat(subject.path("output").asText()).isEqualTo("about tea");

    answer(id, "{\"answer\":\"not ok, shorter\"}").status(202);
    var again =
        Poll.until(
            () -> execution(id),
            one ->
                one.json()
                    .path("questions")
                    .path(0)
                    .path("question")
                    .asText()
                    .equals("write/attempt/2/review"));
    assertThat(again.text("status")).isIn("waiting", "running");
    Poll.until(() -> execution(id), one -> one.text("status").equals("waiting"));
    answer(id, "{\"answer\":\"approve\"}").status(202);

    assertThat(ended(id).text("outcome")).isEqualTo("completed");
  }

  @Test
  void review_byFeedbackToTheLastAttempt_endsOutputRejected() {
    var id = waiting("review");
    answer(id, "{\"answer\":\"shorter\"}").status(202);
    Poll.until(
        () -> execution(id),
        one -> one.text("status").equals("waiting") && one.body().contains("attempt/2/review"));

    answer(id, "{\"answer\":\"still shorter\"}").status(202);

    assertThat(ended(id).text("outcome")).isEqualTo("output_rejected");
  }

  @Test
  void questions_several_areAnsweredByTheirNames() {
    var id = waiting("several");

    answer(id, "{\"answer\":\"red\"}").problem(409, "several_questions");
    answer(id, "{\"question\":\"color/ask\",\"answer\":\"Red\"}").problem(422, "invalid_answer");
    answer(id, "{\"question\":\"name/ask\",\"answer\":\"Max\"}").problem(422, "invalid_answer");
    answer(id, "{\"question\":\"nothing/ask\",\"answer\":\"red\"}").problem(409, "not_asked");
    answer(id, "{\"question\":\"color/ask\",\"answer\":1}").status(202);
    answer(id, "{\"question\":\"color/ask\",\"answer\":2}").problem(409, "already_answered");
    answer(id, "{\"question\":\"name/ask\",\"answer\":\"max\"}").status(202);

    assertThat(ended(id).text("outcome")).isEqualTo("completed");
  }

  @Test
  void execute_thatMeetsAQuestion_answers202AndAttachesByItsKey() {
    var request = json(server.as("ann", "/execute"), run("confirm", "tea"));
    var keyed = request.header("Idempotency-Key", "asking-1");

    var met = server.send(keyed).status(202);
    assertThat(met.text("status")).isEqualTo("waiting");
    assertThat(met.header("Location")).isPresent();
    var id = met.text("execution_id");
    assertThat(server.send(keyed).status(202).text("execution_id")).isEqualTo(id);
    answer(id, "{\"answer\":\"yes\"}").status(202);

    assertThat(server.send(keyed).status(200).text("execution_id")).isEqualTo(id);
  }

  @Test
  void inbox_showsOthersWaitingOnesToWhoMayAnswer() {
    var confirm = waiting("confirm");
    var review = waiting("review");

    assertThat(ids(list("bob", "?status=waiting", ANSWER))).contains(confirm, review);
    assertThat(ids(list("bob", "?status=waiting", "answer_input:review")))
        .contains(review)
        .doesNotContain(confirm);
    assertThat(ids(list("bob", "?status=waiting&crew_name=confirm", "answer_input:review")))
        .isEmpty();
    assertThat(ids(list("bob", "?status=waiting&limit=1", "answer_input:review"))).hasSize(1);
    assertThat(ids(list("bob", "?status=running", ANSWER))).isEmpty();
    assertThat(ids(list("bob", "", ANSWER))).isEmpty();
    assertThat(ids(list("bob", "?status=waiting", "execute_crew"))).isEmpty();
  }

  @Test
  void inbox_ofSeveralCrews_hasPages() {
    var ids = List.of(waiting("confirm"), waiting("review"), waiting("confirm"));
    var permissions = new String[] {"answer_input:confirm", "answer_input:review"};

    var first = list("cid", "?status=waiting&limit=2", permissions);
    assertThat(ids(first)).containsExactly(ids.get(2), ids.get(1));
    var token = first.text("next_page_token");
    var second = list("cid", "?status=waiting&limit=2&page_token=" + token, permissions);
    assertThat(ids(second)).startsWith(ids.get(0));
  }

  @Test
  void execution_waiting_isSeenByWhoMayAnswerAndNobodyElse() {
    var id = waiting("confirm");

    assertThat(list("bob", "/" + id, "answer_input:confirm").status()).isEqualTo(200);
    list("bob", "/" + id, "answer_input:other").problem(404, "execution_not_found");
    list("bob", "/" + id + "/events", "execute_crew", ANSWER).problem(404, "execution_not_found");
  }

  @Test
  void cancel_ofWaiting_endsIt() {
    var id = waiting("confirm");

    server.post("ann", "/v1/executions/" + id + "/cancel", "{}").status(202);

    assertThat(ended(id).text("outcome")).isEqualTo("cancelled");
    answer(id, "{\"answer\":\"yes\"}").problem(409, "ended");
  }

  private static List<String> ids(Answer page) {
    var executions = page.status(200).json().path("executions");
    return IntStream.range(0, executions.size())
        .mapToObj(i -> executions.path(i).path("execution_id").asText())
        .toList();
  }
}
