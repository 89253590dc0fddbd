package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.llm.ProviderHealth;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ProviderKeys;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executions that are paid with a key of their caller. */
class LentKeyTest {
  private static final String KEY = "sk-of-the-caller-alone";

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private NodeFixture fixture;

  /** A provider that knows the server's key only; whoever says {@code hang} is not answered. */
  @BeforeEach
  void start() {
    HttpServer provider = vertx.createHttpServer().requestHandler(this::answer);
    await(provider.listen(0, "127.0.0.1"));
    fixture =
        new NodeFixture(dir, TestCrews.scriptWith(""))
            .with("OPENAI_API_KEY", "sk-of-the-server")
            .with("OPENAI_BASE_URL", "http://127.0.0.1:" + provider.actualPort() + "/v1");
    fixture.crew("echo", TestCrews.ECHO).start();
  }

  @AfterEach
  void close() {
    fixture.close();
    await(vertx.close());
  }

  private void answer(HttpServerRequest request) {
    asked.add(request.getHeader("Authorization"));
    request
        .body()
        .onSuccess(body -> {
          if (body.toString().contains("refuse")) {
            request.response().setStatusCode(401).end("{}");
          } else if (!body.toString().contains("hang")) {
            request.response().putHeader("Content-Type", "application/json").end(reply().encode());
          }
        });
  }

  private static JsonObject reply() {
    var message = new JsonObject().put("role", "assistant").put("content", "done");
    var choice = new JsonObject().put("index", 0).put("message", message);
    return new JsonObject()
        .put("model", "scripted")
        .put("choices", new JsonArray().add(choice.put("finish_reason", "stop")))
        .put("usage", new JsonObject().put("prompt_tokens", 1).put("completion_tokens", 1));
  }

  @Test
  void callersKey_isWhatItsProviderIsAskedWith_andNobodyElses() {
    assertThat(fixture.run(request("tea", KEY)).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(fixture.run(request("tea", null)).outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(asked).containsExactly("Bearer " + KEY, "Bearer sk-of-the-server");
  }

  @Test
  void callersKey_thatIsRefused_saysNothingAboutTheServersOwn() {
    var refused = fixture.run(request("refuse", KEY));
    assertThat(refused.outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    var health = fixture.node().llmHealth();
    assertThat(health).isNotNull();
    assertThat(health.status()).isNotEqualTo(ProviderHealth.Status.UNHEALTHY);
  }

  @Test
  void callersKey_afterItsNodeIsGone_isLost_andStandsNowhere() throws IOException {
    var id = fixture.accept(request("hang", KEY));
    Waiting.until("asked", Duration.ofSeconds(10), () -> asked.size() == 1);
    fixture.stop();
    fixture.start();

    Execution execution = await(fixture.ended(id));

    assertThat(execution.outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    assertThat(execution.output()).startsWith("provider_key_lost: ");
    assertThat(asked).hasSize(1);
    try (var files = Files.walk(dir)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(text).as(file.toString()).doesNotContain(KEY);
      }
    }
  }

  private static ExecutionRequest request(String word, @Nullable String key) {
    var plain = NodeFixture.request("echo", Map.of("word", word));
    return new ExecutionRequest(
        plain.caller(),
        plain.crewName(),
        plain.inputs(),
        null,
        plain.timeout(),
        0,
        Map.of(),
        null,
        key == null ? ProviderKeys.NONE : new ProviderKeys(Map.of("openai", key)));
  }
}
