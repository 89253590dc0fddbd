package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.Programs;
import dev.rcrewai.ServerProcess;
import dev.rcrewai.TestProvider;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.SettingsLoader;
import dev.rcrewai.http.Sse;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.store.postgres.PostgresServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The nginx of docker/nginx.conf before three nodes in processes of their own on a real PostgreSQL.
 * Each test calls from an address of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxTest {
  private static final int NODES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> JVM =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-Xshare:auto");
  private static final String CREW =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Answer}}
      tasks:
        first: {description: 'Say {word}.', expected_output: A, agent: clerk}
        then: {description: 'Say {word} again.', expected_output: A, agent: clerk}
      """;

  /**
   * Each node names itself as the model of what it accepts, so that its calls can be told apart.
   */
  private static final String SCRIPT =
      """
      rules:
        - {name: held-0, when: {task: Say hold, model: node-0}, answer: {hang: true}}
        - {name: held-1, when: {task: Say hold, model: node-1}, answer: {hang: true}}
        - {name: held-2, when: {task: Say hold, model: node-2}, answer: {hang: true}}
        - {name: again, when: {task: again}, answer: {text: Said, latency: 2s}}
        - {name: quick, answer: {text: Said}}
      """;

  private final List<ServerProcess> nodes = new ArrayList<>();
  private TestProvider provider;
  private RealNginx nginx;
  private String token;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    var crews = Files.createDirectory(dir.resolve("crews"));
    Files.writeString(crews.resolve("say.yaml"), CREW);
    provider = new TestProvider(SCRIPT);
    var store = PostgresServer.shared().newSchema();
    var ports = IntStream.range(0, NODES).mapToObj(_ -> Programs.freePort()).toList();
    for (int node = 0; node < NODES; node++) {
      nodes.add(ServerProcess.begin(environment(dir, store, ports.get(node), node), JVM, "serve"));
    }
    nodes.forEach(ServerProcess::address);
    nginx = new RealNginx(Files.createDirectory(dir.resolve("nginx")), ports);
    var settings = new SettingsLoader(environment(dir, store, 0, 0)).load();
    token =
        new TokenIssuer(settings.auth())
            .issue("ann", List.of("execute_crew", "view_metrics"), Duration.ofHours(1));
  }

  private Map<String, String> environment(Path dir, String store, int port, int node) {
    return Map.of(
        "DATABASE_URL",
        store,
        "CREWS_DIR",
        dir.resolve("crews").toString(),
        "DATA_DIR",
        dir.resolve("data-" + node).toString(),
        "JWT_SECRET",
        "0123456789abcdef0123456789abcdef",
        "HOST",
        "127.0.0.1",
        "PORT",
        Integer.toString(port),
        "MANAGEMENT_PORT",
        "0",
        "LLM_PROVIDER",
        "openai",
        "LLM_MODEL",
        "node-" + node,
        "OPENAI_BASE_URL",
        provider.baseUrl());
  }

  @AfterAll
  void stop() {
    nginx.close();
    nodes.forEach(ServerProcess::close);
    provider.close();
  }

  @Test
  void configuration_isGoodToNginxItself() throws Exception {
    assertThat(nginx.check()).contains("test is successful").doesNotContain("warn");
  }

  @Test
  void manyRequestsOfOneAddress_get429AsAProblem_andOthersTheirAnswer() {
    // Once the connection is there, all of them are on their way at once: streams of HTTP/2.
    var one = nginx.client("127.0.0.11", HttpClient.Version.HTTP_2);
    var crews = get("/v1/crews").build();
    assertThat(one.sendAsync(crews, BodyHandlers.ofString()).join().statusCode()).isEqualTo(200);
    var answers =
        IntStream.range(0, 80)
            .mapToObj(_ -> one.sendAsync(crews, BodyHandlers.ofString()))
            .toList();
    var refused =
        answers.stream().map(CompletableFuture::join).filter(NginxTest::isRefused).toList();
    assertThat(refused).hasSizeBetween(1, 60);
    assertThat(refused.getFirst().body()).contains("\"code\":\"rate_limited\"");
    assertThat(refused.getFirst().headers().firstValue("Retry-After")).hasValue("1");
    assertThat(send("127.0.0.12", get("/v1/crews")).join().statusCode()).isEqualTo(200);
  }

  private static boolean isRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isIn(200, 429);
    return answer.statusCode() == 429;
  }

  @Test
  void metrics_areClosed_howeverTheyAreSpelt() {
    for (var path : List.of("/metrics", "/metrics/", "//metrics", "/%6Detrics", "/v1/../metrics")) {
      assertThat(send("127.0.0.13", get(path)).join().statusCode()).as(path).isEqualTo(404);
    }
    assertThat(anyNode().get("/metrics", token).statusCode()).isEqualTo(200);
  }

  /** Not through nginx. */
  private ServerProcess anyNode() {
    return nodes.stream().filter(ServerProcess::isAlive).findFirst().orElseThrow();
  }

  @Test
  void eventStream_arrivesWhileItsExecutionRuns() throws Exception {
    var started = send("127.0.0.14", start("/v1/executions", "tea")).join();
    var path = started.headers().firstValue("Location").orElseThrow();
    try (var socket = nginx.socket("127.0.0.14");
        var stream = Sse.open(socket, token, path + "/events", "", PATIENCE)) {
      var event = stream.next();
      while (event != null && !"task.completed".equals(event.event())) {
        event = stream.next();
      }
      assertThat(event).isNotNull();
      assertThat(anyNode().get(path, token).body()).contains("\"status\":\"running\"");
    }
  }

  @Test
  void post_whoseNodeDies_isSentToNoOther() {
    var answer = send("127.0.0.15", start("/execute", "hold"));
    Waiting.until("some node has it", PATIENCE, () -> holder() >= 0);
    int dead = holder();
    nodes.get(dead).kill();
    assertThat(answer.join().statusCode()).isEqualTo(502);
    assertThat(answer.join().body()).contains("\"code\":\"no_answer\"");
    // Nobody began it a second time, and who only reads does not notice.
    for (int i = 0; i < 2 * NODES; i++) {
      var list = send("127.0.0.15", get("/v1/executions?limit=100")).join();
      assertThat(list.statusCode()).isEqualTo(200);
      assertThat(held(list.body())).isEqualTo(1);
    }
  }

  private int holder() {
    return IntStream.range(0, NODES)
        .filter(i -> provider.chats("held-" + i) > 0)
        .findFirst()
        .orElse(-1);
  }

  private static long held(String list) {
    return new JsonObject(list)
        .getJsonArray("executions").stream()
            .filter(one -> "hold".equals(((JsonObject) one).getString("request_id")))
            .count();
  }

  @Test
  void headersThatDoNotEnd_areClosedLongBeforeACallerWouldBe() throws Exception {
    try (var socket = nginx.socket("127.0.0.16")) {
      // nginx's own default is 60 s.
      socket.setSoTimeout(40_000);
      socket.getOutputStream().write("GET /health HTTP/1.1\r\nHost: loc".getBytes(US_ASCII));
      assertThat(isClosed(socket)).isTrue();
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void bodyBeyondTheBound_isRefusedAsAProblem() {
    var body = BodyPublishers.ofString("x".repeat(1_100_000));
    var answer = send("127.0.0.17", request("/v1/executions").POST(body)).join();
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("\"code\":\"body_too_large\"");
  }

  @Test
  void healthCheckOfItsContainer_isAnsweredWithoutANode() {
    var answer = send("127.0.0.18", HttpRequest.newBuilder(nginx.alive())).join();
    assertThat(answer.statusCode()).isEqualTo(204);
  }

  private HttpRequest.Builder get(String path) {
    return request(path).GET();
  }

  private HttpRequest.Builder start(String path, String word) {
    var body =
        new JsonObject()
            .put("crew_name", "say")
            .put("request_id", word)
            .put("inputs", new JsonObject().put("word", word));
    return request(path).POST(BodyPublishers.ofString(body.encode()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(nginx.https() + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private CompletableFuture<HttpResponse<String>> send(String from, HttpRequest.Builder request) {
    return nginx
        .client(from, HttpClient.Version.HTTP_1_1)
        .sendAsync(request.build(), BodyHandlers.ofString());
  }
}
