package dev.rcrewai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers in JVMs of their own that are killed, or asked to end, in the middle of their work. Once
 * by default; five times with {@code -Drcrewai.drills=full}.
 */
class CrashDrillTest {
  private static final int EXECUTIONS = 200;
  private static final int CONCURRENT_CHATS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path dir;
  private NodeFixture fixture;
  private String token;

  @BeforeEach
  void fixture() {
    var rules =
        """
        - {name: hold, when: {task: Say hold}, times: 3, answer: {hang: true}}
        - name: paced
          when: {task: 'Say paced'}
          extract: {word: 'Say ([\\w-]+)'}
          answer: {text: 'You said ${word}', latency: 50ms..250ms, disclose: false}
        - name: late
          when: {task: 'Say late'}
          extract: {word: 'Say ([\\w-]+)'}
          answer: {text: 'You said ${word}', latency: 1s, disclose: false}
        """;
    fixture = new NodeFixture(dir, TestCrews.scriptWith(rules));
    fixture
        .crew("echo", TestCrews.ECHO)
        .crew("relay", TestCrews.RELAY)
        .crew("reader", TestCrews.READER.replace("Read about", "Say paced-x. Read about"))
        .with("LOG_LEVEL", "WARN")
        .with("CALLER_MAX_EXECUTIONS", "1000")
        .with("CALLER_REQUESTS_PER_SECOND", "10000")
        .with("CALLER_REQUEST_BURST", "10000")
        .with("MAX_CONCURRENT_REQUESTS", Integer.toString(CONCURRENT_CHATS));
    fixture.write("files/shared/one.txt", "the first file");
    fixture.write("files/shared/two.txt", "the second file");
    token =
        new TokenIssuer(fixture.settings().auth())
            .issue("drill", List.of("execute_crew", "view_metrics"), Duration.ofHours(1));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  static IntStream rounds() {
    return IntStream.range(0, "full".equals(System.getProperty("rcrewai.drills")) ? 5 : 1);
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void killed_inTheMiddle_everythingAcceptedCompletes_andNoRecordedChatIsMadeAgain(int round) {
    var ids = acceptedUntilKilled(round);
    assertThat(ids).hasSizeGreaterThan(EXECUTIONS / 4);
    try (var server = ServerProcess.serve(fixture.environment())) {
      long recorded = 0;
      for (var id : ids) {
        awaitCompleted(server, id);
        recorded += recordedChats(server, id);
      }
      long lost = fixture.provider.chats() - recorded;
      // In flight at the kill, and answered since the last sync, which let as many others begin.
      assertThat(lost).isBetween(0L, 2L * CONCURRENT_CHATS);
      assertThat(server.get("/metrics", token).body())
          .containsPattern("(?m)^rcrewai_lease_takeovers_total [1-9]");
    }
  }

  /** The executions that a server accepted before it was killed in the middle of them. */
  private List<String> acceptedUntilKilled(int round) {
    try (var server = ServerProcess.serve(fixture.environment())) {
      var posted =
          IntStream.range(0, EXECUTIONS)
              .mapToObj(i ->
                  server.post("/v1/executions", token, body("relay", "paced-" + round + "-" + i)))
              .toList();
      Waiting.until("the middle", PATIENCE, () -> fixture.provider.chats() >= EXECUTIONS);
      server.kill();
      return posted.stream().map(CrashDrillTest::accepted).flatMap(Optional::stream).toList();
    }
  }

  @Test
  void terminated_drainsWithinTheGrace_andAnswersEverybodyWhoWaits() {
    fixture.with("SHUTDOWN_GRACE", "3").with("MAX_CONCURRENT_EXECUTIONS", "6");
    var left = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    try (var server = ServerProcess.serve(fixture.environment())) {
      left.addAll(execute(server, "hold"));
      Waiting.until("held", PATIENCE, () -> fixture.provider.chats("hold") == 3);
      var late = execute(server, "late");
      Waiting.until("late", PATIENCE, () -> fixture.provider.chats("late") == 3);
      left.addAll(execute(server, "tea"));
      Waiting.until("queued", PATIENCE, () -> queued(server) == 3);
      server.terminate();
      Waiting.until("not ready", Duration.ofSeconds(1), () -> isNotReady(server));
      assertThat(late).allSatisfy(answer -> assertStatus(answer, 200));
      assertThat(left).allSatisfy(answer -> assertStatus(answer, 202));
      assertThat(server.exitsWithin(Duration.ofSeconds(13))).as(server.log()).isTrue();
    }
    try (var server = ServerProcess.serve(fixture.environment())) {
      for (var answer : left) {
        var location = answer.join().headers().firstValue("Location").orElseThrow();
        awaitCompleted(server, location.substring("/v1/executions/".length()));
      }
    }
    assertThat(fixture.provider.chats("late")).isEqualTo(3);
  }

  private int queued(ServerProcess server) {
    var list = server.get("/v1/executions?status=queued", token).body();
    return new JsonObject(list).getJsonArray("executions").size();
  }

  private boolean isNotReady(ServerProcess server) {
    return server.get("/ready", token).statusCode() == 503;
  }

  private static void assertStatus(CompletableFuture<HttpResponse<String>> answer, int status) {
    assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(status);
  }

  private List<CompletableFuture<HttpResponse<String>>> execute(ServerProcess server, String word) {
    return IntStream.range(0, 3)
        .mapToObj(i -> server.post("/execute", token, body("echo", word + "-" + i)))
        .toList();
  }

  private void awaitCompleted(ServerProcess server, String id) {
    Waiting.until(
        id + " completed",
        PATIENCE,
        () ->
            new JsonObject(server.get("/v1/executions/" + id, token).body())
                .getString("status")
                .equals("completed"));
  }

  private long recordedChats(ServerProcess server, String id) {
    var body = server.get("/v1/executions/" + id + "/events?limit=1000", token).body();
    var paths = new HashSet<String>();
    long recorded = 0;
    for (var event : new JsonObject(body).getJsonArray("events")) {
      var json = (JsonObject) event;
      var type = json.getString("type");
      if (type.equals("chat.completed") || type.equals("chat.failed")) {
        recorded++;
        assertThat(paths.add(json.getString("path"))).as("once: " + json).isTrue();
      }
    }
    return recorded;
  }

  /** The id of what was accepted; empty where the answer was lost with the server. */
  private static Optional<String> accepted(CompletableFuture<HttpResponse<String>> answer) {
    if (answer.handle((_, failure) -> failure != null).join()) {
      return Optional.empty();
    }
    assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(202);
    return Optional.of(new JsonObject(answer.join().body()).getString("execution_id"));
  }

  private static String body(String crew, String word) {
    return new JsonObject()
        .put("crew_name", crew)
        .put("inputs", new JsonObject().put("word", word))
        .encode();
  }
}
