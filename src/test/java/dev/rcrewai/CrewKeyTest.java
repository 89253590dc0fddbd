package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ProviderKeys;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that are asked with a key which the operator keeps for their crew. */
class CrewKeyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String OWN =
      TestCrews.ECHO.replace("role: Clerk", "llm: {key: team}, role: Clerk");

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private NodeFixture fixture;
  private Path kept;

  @BeforeEach
  void start() throws IOException {
    kept = Files.writeString(dir.resolve("crew-keys"), "{own: {team: sk-of-the-team}}");
    var provider = vertx.createHttpServer().requestHandler(this::answer);
    await(provider.listen(0, "127.0.0.1"));
    fixture =
        new NodeFixture(dir, TestCrews.scriptWith(""))
            .with("OPENAI_API_KEY", "sk-of-the-server")
            .with("LLM_CREW_KEYS_FILE", kept.toString())
            .with("SECRET_FILES_INTERVAL", "0.1")
            .with("BUDGET_EXECUTION_TOKENS", "100000")
            .with("OPENAI_BASE_URL", "http://127.0.0.1:" + provider.actualPort() + "/v1")
            .crew("plain", TestCrews.ECHO)
            .crew("own", OWN)
            .crew("other", OWN)
            .start();
  }

  @AfterEach
  void close() {
    fixture.close();
    await(vertx.close());
  }

  private void answer(HttpServerRequest request) {
    asked.add(request.getHeader("Authorization"));
    var message = new JsonObject().put("role", "assistant").put("content", "done");
    var choice = new JsonObject().put("index", 0).put("message", message);
    var reply =
        new JsonObject()
            .put("model", "scripted")
            .put("choices", new JsonArray().add(choice.put("finish_reason", "stop")))
            .put("usage", new JsonObject().put("prompt_tokens", 1).put("completion_tokens", 1));
    request.response().putHeader("Content-Type", "application/json").end(reply.encode());
  }

  @Test
  void crewsKey_isWhatItsAgentIsAskedWith_andNoOtherCrews() {
    assertThat(fixture.run(request("own", ProviderKeys.NONE)).outcome())
        .isEqualTo(Outcome.COMPLETED);
    assertThat(fixture.run(request("plain", ProviderKeys.NONE)).outcome())
        .isEqualTo(Outcome.COMPLETED);
    assertThat(asked).containsExactly("Bearer sk-of-the-team", "Bearer sk-of-the-server");
  }

  @Test
  void callersKey_goesBeforeTheCrews() {
    var lent = new ProviderKeys(Map.of("openai", "sk-of-the-caller"));
    assertThat(fixture.run(request("own", lent)).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(asked).containsExactly("Bearer sk-of-the-caller");
  }

  @Test
  void crewsKey_thatIsKeptForAnotherCrew_isAProblemOfTheFile() {
    assertThat(fixture.node().crews().find("other")).isNull();
    assertThat(fixture.node().crews().broken().toString())
        .contains("no key 'team' is kept for crew 'other'")
        .doesNotContain("sk-of");
  }

  @Test
  void crewsKey_thatIsTakenAway_isNotReplacedByTheServers() throws IOException {
    Files.writeString(kept, "{}");
    Waiting.until(
        "it is gone",
        PATIENCE,
        () -> fixture.run(request("own", ProviderKeys.NONE)).outcome() == Outcome.PROVIDER_ERROR);

    var ended = fixture.run(request("own", ProviderKeys.NONE));

    assertThat(ended.output()).startsWith("provider_key_lost: no key 'team' is kept");
    assertThat(asked).doesNotContain("Bearer sk-of-the-server");
  }

  @Test
  void crewsKey_isTheOperators_soBudgetsHold() {
    fixture.stop();
    fixture.with("BUDGET_EXECUTION_TOKENS", "10").start();

    assertThat(fixture.run(request("own", ProviderKeys.NONE)).outcome())
        .isEqualTo(Outcome.BUDGET_EXHAUSTED);
    assertThat(asked).isEmpty();
  }

  private static ExecutionRequest request(String crew, ProviderKeys lent) {
    var plain = NodeFixture.request(crew, Map.of("word", "tea"));
    return new ExecutionRequest(
        plain.caller(),
        plain.crewName(),
        plain.inputs(),
        null,
        plain.timeout(),
        0,
        Map.of(),
        null,
        null,
        lent,
        Map.of());
  }
}
