package dev.rcrewai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An execution that kills whatever server runs it: here the test does it, as soon as the provider
 * is asked for its poison. It ends; those that happened to run beside it complete.
 */
class PoisonDrillTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BYSTANDERS = 5;
  private static final int DEATHS = 3;

  @TempDir Path dir;
  private NodeFixture fixture;
  private String token;

  @BeforeEach
  void fixture() {
    var rules =
        """
        - {name: poison, when: {task: Say poison}, answer: {hang: true}}
        - {name: slow, when: {task: Say slow}, times: 5, answer: {hang: true}}
        """;
    fixture = new NodeFixture(dir, TestCrews.scriptWith(rules));
    fixture.crew("echo", TestCrews.ECHO).with("LOG_LEVEL", "WARN");
    token =
        new TokenIssuer(fixture.settings().auth())
            .issue("drill", List.of("execute_crew"), Duration.ofHours(1));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void poison_endsAtTheThirdDeath_andCondemnsNoBystander() {
    var bystanders = List.<String>of();
    String poison = "";
    for (int death = 1; death <= DEATHS; death++) {
      try (var server = ServerProcess.serve(fixture.environment())) {
        if (death == 1) {
          bystanders =
              IntStream.range(0, BYSTANDERS).mapToObj(i -> start(server, "slow-" + i)).toList();
          await("bystanders are in their first step", () -> chats("slow") == BYSTANDERS);
          poison = start(server, "poison");
        }
        int asked = death;
        await("poison is taken for the " + death + ". time", () -> chats("poison") == asked);
        server.kill();
      }
    }
    try (var server = ServerProcess.serve(fixture.environment())) {
      var ids = bystanders;
      await("all have ended", () -> ids.stream().allMatch(id -> status(server, id).ended()));
      var last = poison;
      await("the poison has ended", () -> status(server, last).ended());

      assertThat(ids)
          .allSatisfy(id -> assertThat(status(server, id).status()).isEqualTo("completed"));
      assertThat(status(server, last)).isEqualTo(new State("failed", "internal_error"));
    }
    assertThat(chats("poison")).isEqualTo(DEATHS);
  }

  private record State(String status, String outcome) {
    boolean ended() {
      return !outcome.isEmpty();
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    Waiting.until(what, PATIENCE, condition);
  }

  private long chats(String rule) {
    return fixture.provider.chats(rule);
  }

  private String start(ServerProcess server, String word) {
    var body =
        new JsonObject()
            .put("crew_name", "echo")
            .put("inputs", new JsonObject().put("word", word))
            .encode();
    var answer = server.post("/v1/executions", token, body).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return new JsonObject(answer.body()).getString("execution_id");
  }

  private State status(ServerProcess server, String id) {
    var json = new JsonObject(server.get("/v1/executions/" + id, token).body());
    return new State(json.getString("status"), json.getString("outcome", ""));
  }
}
