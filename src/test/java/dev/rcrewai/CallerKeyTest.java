package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionAddresses;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.NodeId;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Retried;
import dev.rcrewai.execution.RunLease;
import dev.rcrewai.execution.Submission;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.llm.ProviderHealth;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.TraceContext;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executions that are paid with a key of their caller. */
class CallerKeyTest {
  private static final String KEY = "sk-of-the-caller-alone";

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private NodeFixture fixture;
  private Path kept;

  /** A provider that knows the server's key only; whoever says {@code hang} is not answered. */
  @BeforeEach
  void start() throws IOException {
    kept = dir.resolve("caller-keys");
    keep("{ann: {team: sk-of-the-team}, bob: {own: sk-of-bob}}");
    HttpServer provider = vertx.createHttpServer().requestHandler(this::answer);
    await(provider.listen(0, "127.0.0.1"));
    fixture =
        new NodeFixture(dir, TestCrews.scriptWith(""))
            .with("OPENAI_API_KEY", "sk-of-the-server")
            .with("LLM_CALLER_KEYS_FILE", kept.toString())
            .with("SECRET_FILES_INTERVAL", "0.1")
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

  @Test
  void callersKey_isNotKeptForARetry() {
    var refused = fixture.run(request("refuse", KEY));
    assertThat(await(fixture.node().executions().retry(refused.id(), null, TraceContext.NONE)))
        .isEqualTo(new Retried.KeyGone());
    assertThat(asked).hasSize(1);
  }

  @Test
  void keptKey_thatIsNamed_isWhatItsProviderIsAskedWith_byTheNextNodeToo() {
    assertThat(fixture.run(naming("tea", "team")).outcome()).isEqualTo(Outcome.COMPLETED);
    var id = fixture.accept(naming("hang", "team"));
    Waiting.until("asked", Duration.ofSeconds(10), () -> asked.size() == 2);
    fixture.stop();
    fixture.start();
    Waiting.until("asked again", Duration.ofSeconds(10), () -> asked.size() == 3);
    assertThat(asked).containsOnly("Bearer sk-of-the-team");
    await(fixture.node().executions().cancel(id, "ann", null));
    await(fixture.ended(id));
  }

  @Test
  void keptKey_thatWasExchanged_isUsedFromThenOn() throws IOException {
    fixture.run(naming("tea", "team"));
    keep("{ann: {team: sk-of-the-team-now}}");
    Waiting.until(
        "the new key",
        Duration.ofSeconds(10),
        () -> {
          fixture.run(naming("tea", "team"));
          return asked.getLast().equals("Bearer sk-of-the-team-now");
        });
  }

  @Test
  void keptKey_ofAnotherCaller_orOfNobody_isUnknown() {
    assertThat(fixture.submit(naming("tea", "own"))).isEqualTo(new Submitted.UnknownKey("own"));
    assertThat(asked).isEmpty();
  }

  @Test
  void keptKey_thatIsTakenAway_isNotReplacedByTheServers() throws IOException {
    var refused = fixture.run(naming("refuse", "team"));
    assertThat(refused.outcome()).isEqualTo(Outcome.PROVIDER_ERROR);
    keep("{}");
    Waiting.until(
        "it is gone",
        Duration.ofSeconds(10),
        () ->
            await(fixture.node().executions().retry(refused.id(), null, TraceContext.NONE))
                .equals(new Retried.Submitted(new Submitted.UnknownKey("team"))));
    assertThat(asked).containsOnly("Bearer sk-of-the-team");
  }

  private void keep(String keys) throws IOException {
    Files.writeString(kept, keys);
  }

  /** The answer of the store that accepted it was lost, and its key with it; the lease is found. */
  @Test
  void callersKey_thatThisNodeHasNot_isNotReplacedByTheServers() {
    var like = fixture.run(request("tea", null)).accepted();
    var store = fixture.node().store();
    var id = fixture.node().executions().newId();
    var node = fixture.node().dispatcher().node();
    var events = begun(like, id, node);
    var summary = ExecutionFold.of(events).summary();
    var crew = await(store.crew(like.crewHash())).orElseThrow();
    var limits = new Submission.Limits(10, 10);
    await(
        store.accept(
            new Submission(id, like.crewHash(), crew, events, summary, node, null, limits)));

    var lease = new RunLease(new Lease(id, node, 1), List.of());
    await(fixture.node().bus().request(ExecutionAddresses.RUN, lease, Duration.ofSeconds(5)));

    var execution = await(fixture.ended(id));
    assertThat(execution.output()).startsWith("provider_key_lost: ");
    assertThat(asked).hasSize(1);
  }

  private static List<Event> begun(EventData.ExecutionAccepted like, ExecutionId id, NodeId node) {
    var now = Instant.now();
    var accepted =
        new EventData.ExecutionAccepted(
            id,
            like.crewName(),
            like.crewHash(),
            like.inputs(),
            like.caller(),
            null,
            like.timeout(),
            now.plus(like.timeout()),
            null,
            Map.of(),
            null,
            List.of("openai"),
            Map.of(),
            null,
            like.engineVersion());
    var started = new EventData.ExecutionStarted(node.text(), 1);
    return List.of(new Event(1, now, accepted), new Event(2, now, started));
  }

  private static ExecutionRequest naming(String word, String name) {
    return request(word, null, Map.of("openai", name));
  }

  private static ExecutionRequest request(String word, @Nullable String key) {
    return request(word, key, Map.of());
  }

  private static ExecutionRequest request(
      String word, @Nullable String key, Map<String, String> names) {
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
        null,
        key == null ? ProviderKeys.NONE : new ProviderKeys(Map.of("openai", key)),
        names);
  }
}
