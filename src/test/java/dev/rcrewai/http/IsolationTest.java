package dev.rcrewai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One caller's executions do not exist for another. */
class IsolationTest {
  @RegisterExtension static final HttpFixture server = new HttpFixture();

  private static final int PAIRS = 25;
  private static final String UNKNOWN = "01890000-0000-7000-8000-000000000000";

  @ParameterizedTest
  @MethodSource("endpoints")
  void foreignExecution_onEveryEndpoint_isAsUnknown(Endpoint endpoint) {
    var theirs =
        IntStream.range(0, PAIRS)
            .mapToObj(i ->
                server.sendAsync(
                    HttpFixture.json(
                        server.as("owner" + i, "/v1/executions"),
                        HttpFixture.run(i % 2 == 0 ? "echo" : "hang", "tea"))))
            .toList()
            .stream()
            .map(each -> each.join().status(202).text("execution_id"))
            .toList();
    var unknown = server.send(endpoint.ask("eve", UNKNOWN)).problem(404, "execution_not_found");

    for (var id : theirs) {
      var answer = server.send(endpoint.ask("eve", id));

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).isEqualTo(unknown.body());
      assertThat(answer.mediaType()).isEqualTo(unknown.mediaType());
    }
  }

  @Test
  void foreignExecution_cancelledByAnother_goesOn() {
    var id = server.start("owner", "hang", "tea");

    server.post("eve", "/v1/executions/" + id + "/cancel", "{}").status(404);

    var status = server.get("owner", "/v1/executions/" + id).status(200).text("status");
    assertThat(status).isEqualTo("running");
  }

  @Test
  void list_ofOneCaller_hasItsOwnOnly() {
    var own = server.finish("lister", "echo", "tea");
    server.finish("other", "echo", "tea");

    assertThat(listed(server.get("lister", "/v1/executions"))).containsExactly(own);
  }

  @Test
  void viewAll_seesEverybodysExecutions() {
    var one = server.finish("first", "echo", "tea");
    var other = server.finish("second", "echo", "tea");
    var token = "Bearer " + server.token("auditor", "execute_crew", "view_all_executions");

    var list = server.send(server.to("/v1/executions").header("Authorization", token));

    assertThat(listed(list)).contains(one, other);
    var path = "/v1/executions/" + one;
    server.send(server.to(path).header("Authorization", token)).status(200);
    server.send(server.to(path + "/events").header("Authorization", token)).status(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "retry"})
  void viewAll_letsSee_butNotCommand(String command) {
    var id = server.finish("owner", "broken", "tea");
    var token = "Bearer " + server.token("auditor", "execute_crew", "view_all_executions");
    var path = "/v1/executions/" + id + "/" + command;

    var request = server.to(path).header("Authorization", token);

    server.send(request.POST(HttpRequest.BodyPublishers.noBody())).problem(403, "forbidden");
  }

  @Test
  void idempotencyKey_ofAnotherCaller_isAnotherKey() {
    var body = HttpFixture.run("echo", "tea");

    var mine = keyed("ann", body);
    var theirs = keyed("bob", body);

    assertThat(theirs.header("Idempotent-Replayed")).isEmpty();
    assertThat(theirs.text("execution_id")).isNotEqualTo(mine.text("execution_id"));
  }

  @Test
  void crews_withPermissionForOne_areThatOne() {
    var token = "Bearer " + server.token("ann", "execute_crew:echo");

    var list = server.send(server.to("/v1/crews").header("Authorization", token)).status(200);

    assertThat(list.json().path("crews")).hasSize(1);
    assertThat(list.json().at("/crews/0/name").asText()).isEqualTo("echo");
    server.send(server.to("/v1/crews/echo").header("Authorization", token)).status(200);
    var other = server.send(server.to("/v1/crews/chain").header("Authorization", token));
    var none = server.send(server.to("/v1/crews/none").header("Authorization", token));
    assertThat(other.status(404).body()).isEqualTo(none.status(404).body());
  }

  @Test
  void retry_ofACrewThatTheCallerMayNoLongerRun_isForbidden() {
    var id = server.finish("mover", "broken", "tea");
    var token = "Bearer " + server.token("mover", "execute_crew:echo");
    var path = "/v1/executions/" + id + "/retry";

    var request = server.to(path).header("Authorization", token);

    server.send(request.POST(HttpRequest.BodyPublishers.noBody())).problem(403, "forbidden");
  }

  /** A request about one execution. */
  record Endpoint(String name, boolean posts) {
    HttpRequest.Builder ask(String user, String id) {
      var request = server.as(user, name.replace("{id}", id));
      return posts ? HttpFixture.json(request, "{}") : request;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Endpoint> endpoints() {
    return Stream.of(
        new Endpoint("/v1/executions/{id}", false),
        new Endpoint("/v1/executions/{id}/events", false),
        new Endpoint("/v1/executions/{id}/cancel", true),
        new Endpoint("/v1/executions/{id}/retry", true));
  }

  private static Answer keyed(String user, String body) {
    var request = HttpFixture.json(server.as(user, "/v1/executions"), body);
    return server.send(request.header("Idempotency-Key", "shared")).status(202);
  }

  private static List<String> listed(Answer list) {
    return StreamSupport.stream(list.status(200).json().path("executions").spliterator(), false)
        .map(each -> each.path("execution_id").asText())
        .toList();
  }
}
