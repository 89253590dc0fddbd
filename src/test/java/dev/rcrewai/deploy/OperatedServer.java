package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.ServerProcess;
import dev.rcrewai.TestProvider;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.AuthSettings;
import dev.rcrewai.config.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A real server for operators: its settings, which their scripts share, and its callers. */
final class OperatedServer implements AutoCloseable {
  static final String JWT_SECRET = "the-secret-of-tokens-0123456789abcdef";
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final List<String> QUICKLY =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  private static final String ECHO =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Repeat words}}
      tasks:
        say: {description: 'Say {word}.', expected_output: The word, agent: clerk}
      """;
  private static final String ASKING =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Repeat words}}
      tasks:
        say:
          description: 'Say {word}.'
          expected_output: The word
          agent: clerk
          human_input: {confirm: true}
      """;
  private static final String SCRIPT =
      """
      rules:
        - {name: slow, when: {task: Say slow}, times: 1, answer: {hang: true}}
        - name: echo
          extract: {word: 'Say ([\\w-]+)'}
          answer: {text: 'You said ${word}', disclose: false}
      """;

  final Path dir;
  final TestProvider provider = new TestProvider(SCRIPT);
  final Map<String, String> settings = new HashMap<>();
  private @Nullable ServerProcess process;

  OperatedServer(Path dir) throws IOException {
    this.dir = dir;
    Files.createDirectories(dir.resolve("crews"));
    Files.createDirectories(dir.resolve("files/shared"));
    Files.writeString(dir.resolve("files/shared/note.txt"), "A note.");
    Files.writeString(dir.resolve("crews/echo.yaml"), ECHO);
    Files.writeString(dir.resolve("crews/asking.yaml"), ASKING);
    Files.writeString(dir.resolve("crews/keeper.yaml"), "memory: true\n" + ECHO);
    Files.writeString(dir.resolve("server.yaml"), "http:\n  max_connections: 500\n");
    settings.put("DATA_DIR", dir.resolve("data").toString());
    settings.put("CREWS_DIR", dir.resolve("crews").toString());
    settings.put("FILES_DIR", dir.resolve("files").toString());
    settings.put("SERVER_CONFIG", dir.resolve("server.yaml").toString());
    settings.putAll(Map.of("HOST", "127.0.0.1", "PORT", "0", "MANAGEMENT_PORT", "-1"));
    settings.putAll(Map.of("LLM_PROVIDER", "openai", "LLM_MODEL", "scripted"));
    settings.putAll(Map.of("OPENAI_API_KEY", "sk-none", "OPENAI_BASE_URL", provider.baseUrl()));
    settings.putAll(Map.of("JWT_SECRET", JWT_SECRET, "LEASE_TTL", "1", "SHUTDOWN_GRACE", "0"));
  }

  void start() {
    process = ServerProcess.start(settings, QUICKLY, "serve");
  }

  ServerProcess process() {
    return Objects.requireNonNull(process, "it was not started");
  }

  void kill() {
    process().kill();
  }

  void stop() {
    process().terminate();
    assertThat(process().exitsWithin(STOP_MAX)).as("it stops").isTrue();
  }

  /** Where the management port is, without a slash at the end. */
  String management() {
    return "http://" + process().management().getAuthority();
  }

  static String token(String secret) {
    var auth =
        new AuthSettings("HS256", new Secret(secret), null, null, null, null, null, true, false);
    var permissions = List.of("execute_crew", "answer_input", "view_metrics");
    return new TokenIssuer(auth).issue("ann", permissions, Duration.ofHours(1));
  }

  HttpResponse<String> post(String path, String body) {
    return process().post(path, token(JWT_SECRET), body).join();
  }

  JsonObject get(String path) {
    var response = process().get(path, token(JWT_SECRET));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  /** Starts an execution, with more members in the body where {@code more} has some. */
  String begin(String crew, String word, JsonObject more) {
    var body =
        new JsonObject().put("crew_name", crew).put("inputs", new JsonObject().put("word", word));
    var response = post("/v1/executions", body.mergeIn(more).encode());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return new JsonObject(response.body()).getString("execution_id");
  }

  String status(String id) {
    return get("/v1/executions/" + id).getString("status");
  }

  JsonArray journal(String id) {
    return get("/v1/executions/" + id + "/events").getJsonArray("events");
  }

  List<String> listed() {
    return get("/v1/executions").getJsonArray("executions").stream()
        .map(one -> ((JsonObject) one).getString("execution_id"))
        .toList();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
    provider.close();
  }
}
