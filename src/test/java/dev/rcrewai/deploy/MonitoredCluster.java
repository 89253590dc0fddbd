package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.MonitoringTool.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.ServerProcess;
import dev.rcrewai.TestProvider;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.AuthSettings;
import dev.rcrewai.config.Secret;
import dev.rcrewai.store.redis.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Two real servers on one Redis, and callers who make them do a little of everything. */
final class MonitoredCluster implements AutoCloseable {
  private static final String SECRET = "the-secret-of-tokens-0123456789abcdef";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CREW =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Repeat words, tools: [%s]}}
      tasks:
        say:
          description: 'Say {word}.'
          expected_output: The word
          agent: clerk
      """;
  private static final String SCRIPT =
      """
      rules:
        - {name: hang, when: {task: Say hang}, answer: {hang: true}}
        - {name: broken, when: {task: Say broken}, answer: {status: 500}}
        - name: read
          when: {offers: file_reader, not_called: file_reader}
          answer: {tool_calls: [{name: file_reader, arguments: {file_path: note.txt}}]}
        - name: echo
          extract: {word: 'Say ([\\w-]+)'}
          answer: {text: 'You said ${word}', disclose: false}
      """;

  private final TestProvider provider = new TestProvider(SCRIPT);
  private final RedisServer redis;
  final ServerProcess first;
  final ServerProcess second;

  MonitoredCluster(Path dir) throws IOException {
    write(dir.resolve("crews/echo.yaml"), CREW.formatted(""));
    write(dir.resolve("crews/reader.yaml"), CREW.formatted("file_reader"));
    write(
        dir.resolve("crews/asking.yaml"),
        CREW.formatted("") + "    human_input: {confirm: true}\n");
    write(dir.resolve("files/shared/note.txt"), "A note.");
    write(dir.resolve("server.yaml"), "");
    write(dir.resolve("jwt-secret"), SECRET);
    redis = RedisServer.start(Files.createDirectory(dir.resolve("redis")));
    first = ServerProcess.begin(settings(dir, "first"), List.of(), "serve");
    second = ServerProcess.begin(settings(dir, "second"), List.of(), "serve");
    first.address();
    second.address();
  }

  private Map<String, String> settings(Path dir, String node) {
    var settings = new HashMap<String, String>();
    settings.put("REDIS_URL", redis.url());
    settings.put("DATA_DIR", dir.resolve(node).toString());
    settings.put("CREWS_DIR", dir.resolve("crews").toString());
    settings.put("FILES_DIR", dir.resolve("files").toString());
    settings.put("SERVER_CONFIG", dir.resolve("server.yaml").toString());
    settings.put("JWT_SECRET_FILE", dir.resolve("jwt-secret").toString());
    settings.putAll(Map.of("HOST", "127.0.0.1", "PORT", "0", "MANAGEMENT_PORT", "-1"));
    settings.putAll(Map.of("LLM_PROVIDER", "openai", "LLM_MODEL", "gpt-4o-mini"));
    settings.putAll(Map.of("OPENAI_API_KEY", "sk-none", "OPENAI_BASE_URL", provider.baseUrl()));
    settings.putAll(Map.of("LLM_FALLBACK", "openai/gpt-4o", "LLM_RETRY_LIMIT", "1"));
    settings.putAll(Map.of("LLM_RETRY_DELAY", "0.1", "MAX_RETRIES", "0", "LEASE_TTL", "4"));
    return settings;
  }

  /** Somebody reads all its events as a stream. */
  private void follow(String execution) {
    var request =
        HttpRequest.newBuilder(first.address().resolve("/v1/executions/" + execution + "/events"))
            .header("Authorization", "Bearer " + token("execute_crew"))
            .header("Accept", "text/event-stream")
            .timeout(PATIENCE);
    try (var http = HttpClient.newHttpClient()) {
      var events = http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
      assertThat(events.body()).contains("event: execution.completed");
    }
  }

  static String token(String permission) {
    var auth =
        new AuthSettings("HS256", new Secret(SECRET), null, null, null, null, null, true, false);
    return new TokenIssuer(auth).issue("ann", List.of(permission), Duration.ofHours(1));
  }

  /**
   * Crews that succeed and fail, a tool, a question and its answer, a stream, and a mistaken
   * request.
   */
  void work() {
    Stream.of(first, second)
        .map(server -> CompletableFuture.runAsync(() -> work(server)))
        .toList()
        .forEach(CompletableFuture::join);
    var asking = start(first, "asking", "tea");
    until("it asks", () -> get(asking).getString("status").equals("waiting"));
    var answer = "{\"answer\": \"yes\"}";
    first.post("/v1/executions/" + asking + "/input", token("answer_input"), answer).join();
    until("it ends", () -> get(asking).getString("outcome") != null);
    follow(asking);
  }

  private static void work(ServerProcess server) {
    run(server, "echo", "tea", 200);
    run(server, "reader", "coffee", 200);
    run(server, "echo", "broken", 502);
    run(server, "nobody", "tea", 400);
  }

  /** Executions that no provider will answer, until that server runs one of them itself. */
  void hang(ServerProcess server) {
    until(
        "it runs something",
        () -> {
          start(server, "echo", "hang");
          var active = Pattern.compile("(?m)^rcrewai_active_executions\\{.*} [1-9]");
          return active.matcher(server.get("/metrics", token("view_metrics")).body()).find();
        });
  }

  private static void run(ServerProcess server, String crew, String word, int status) {
    var answer = server.post("/execute", token("execute_crew"), body(crew, word)).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  private static String start(ServerProcess server, String crew, String word) {
    var answer = server.post("/v1/executions", token("execute_crew"), body(crew, word)).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return new JsonObject(answer.body()).getString("execution_id");
  }

  private JsonObject get(String execution) {
    return new JsonObject(first.get("/v1/executions/" + execution, token("execute_crew")).body());
  }

  private static String body(String crew, String word) {
    return new JsonObject()
        .put("crew_name", crew)
        .put("inputs", new JsonObject().put("word", word))
        .encode();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Override
  public void close() {
    first.close();
    second.close();
    redis.close();
    provider.close();
  }
}
