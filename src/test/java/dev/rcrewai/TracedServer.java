package dev.rcrewai;

import static dev.rcrewai.llm.Waiting.get;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.trace.OtlpReceiver;
import dev.rcrewai.trace.OtlpReceiver.Received;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A whole server that sends its spans to a receiver, and a peer that it calls for its tool and its
 * webhooks.
 */
final class TracedServer implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);

  /** One task whose agent searches the web once. */
  private static final String SEARCHER =
      """
      inputs: {word: {type: string}}
      agents: {clerk: {role: Clerk, goal: Search, tools: [web_search]}}
      tasks:
        look: {description: 'Look for {word}.', expected_output: The word, agent: clerk}
      """;

  private static final String SEARCHES =
      """
      - name: search
        when: {offers: web_search, not_called: web_search}
        answer: {tool_calls: [{name: web_search, arguments: {query: quietly}}]}
      - {name: found, when: {called: web_search}, answer: {text: 'I found it', disclose: false}}
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
          human_input: {confirm: 'May I?'}
      """;

  private final OtlpReceiver receiver;
  private final NodeFixture fixture;
  private final Server server;
  private final String token;
  private final HttpServer peer;
  private final Map<String, String> peerHeard = new ConcurrentHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TracedServer(Path dir, OtlpReceiver receiver, Map<String, String> with) throws IOException {
    this.receiver = receiver;
    peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.createContext("/", this::hear);
    peer.start();
    fixture = new NodeFixture(dir, TestCrews.scriptWith(SEARCHES));
    fixture.crew("echo", TestCrews.ECHO).crew("relay", TestCrews.RELAY);
    fixture.crew("searcher", SEARCHER).crew("asking", ASKING);
    fixture
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint())
        .with("OTEL_BSP_SCHEDULE_DELAY", "50")
        .with("WEB_SEARCH_URL", peerUrl() + "/search")
        .with("WEBHOOK_ALLOW", "127.0.0.1")
        .with("WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    with.forEach(fixture::with);
    var settings = fixture.settings();
    server = new Server(Vertx.vertx(), settings, fixture.fatal::add);
    get(server.start());
    token =
        new TokenIssuer(settings.auth())
            .issue("ann", List.of("execute_crew", "answer_input"), Duration.ofMinutes(10));
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      var parent = exchange.getRequestHeaders().getFirst("traceparent");
      peerHeard.put(exchange.getRequestURI().getPath(), parent == null ? "" : parent);
      var page = "<html><body></body></html>".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }

  String peerUrl() {
    return "http://127.0.0.1:" + peer.getAddress().getPort();
  }

  /** The {@code traceparent} that came with the last request to that path of the peer. */
  String peerHeard(String path) {
    return peerHeard.getOrDefault(path, "");
  }

  /** Runs a crew to its end; headers are given as name, value, name, value. */
  JsonObject run(String crew, String word, String... headers) {
    var all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Prefer", "wait=30"));
    return send("/v1/executions", body(crew, word), all.toArray(String[]::new));
  }

  /** Waits until an execution has that status. */
  void awaitStatus(String id, String status) {
    Waiting.until(
        id + " " + status,
        SOON,
        () -> show("/v1/executions/" + id).getString("status").equals(status));
  }

  JsonObject body(String crew, String word) {
    return new JsonObject()
        .put("crew_name", crew)
        .put("inputs", new JsonObject().put("word", word));
  }

  JsonObject send(String path, JsonObject body, String... headers) {
    var request = request(path).POST(BodyPublishers.ofString(body.encode()));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return new JsonObject(send(request).body());
  }

  JsonObject show(String path) {
    return new JsonObject(send(request(path)).body());
  }

  /** The metadata that was recorded of an execution. */
  Map<String, Object> recorded(String id) {
    var page = show("/v1/executions/" + id + "/events");
    return page.getJsonArray("events").getJsonObject(0).getJsonObject("metadata").getMap();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(SOON)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofString()).join();
  }

  /** The span of that name in that trace, as soon as it has come. */
  Received span(String traceId, String name) {
    Waiting.until(name + " in " + names(traceId), SOON, () -> names(traceId).contains(name));
    return receiver.trace(traceId).stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> names(String traceId) {
    return receiver.trace(traceId).stream().map(Received::name).toList();
  }

  @Override
  public void close() {
    http.close();
    get(server.stop());
    fixture.close();
    peer.stop(0);
  }
}
