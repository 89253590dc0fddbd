package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.llm.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server as its operators see it, over both of its ports. */
@ExtendWith(BlockedThreads.class)
class ServerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path dir;
  private final HttpClient http = HttpClient.newHttpClient();
  private NodeFixture fixture;
  private Server server;
  private String token;

  @BeforeEach
  void start() {
    fixture = new NodeFixture(dir, TestCrews.SCRIPT);
    fixture.crew("echo", TestCrews.ECHO);
    var settings = fixture.settings();
    server = new Server(Vertx.vertx(), settings, fixture.fatal::add);
    await(server.start());
    token = new TokenIssuer(settings.auth()).issue("ann", List.of("execute_crew"), SOON);
  }

  @AfterEach
  void stop() {
    http.close();
    await(server.stop());
    fixture.close();
    assertThat(fixture.fatal).isEmpty();
  }

  @Test
  void execute_answersWithTheResult() {
    var answer = execute();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getJsonObject("result").getString("output"))
        .isEqualTo("You said tea");
  }

  @Test
  void health_knowsTheProviderOnlyOnceItWasCalled() {
    assertThat(check("llm").getString("status")).isEqualTo("unknown");
    execute();
    Waiting.until("fresh", SOON, () -> check("llm").getString("status").equals("healthy"));
    assertThat(check("store").getString("status")).isEqualTo("healthy");
  }

  @Test
  void metrics_sayWhatTheNodeMayRun_andThatItsStoreIsUp() {
    assertThat(metric("rcrewai_execution_slots")).isEqualTo("1000.0");
    assertThat(metric("rcrewai_nodes")).isEqualTo("1.0");
    Waiting.until("asked", SOON, () -> metric("rcrewai_store_up").equals("1.0"));
    assertThat(metric("rcrewai_store_durable")).isEqualTo("1.0");
  }

  @Test
  void brokenCrewFile_isVisible_andTheOldVersionStays_untilItIsMended() {
    assertThat(metric("rcrewai_crews_broken")).isEqualTo("0.0");
    fixture.crew("echo", TestCrews.ECHO.replace("agent: clerk", "agent: nobody"));
    Waiting.until("degraded", SOON, () -> check("crews").getString("status").equals("degraded"));
    assertThat(health().getString("status")).isEqualTo("degraded");
    assertThat(metric("rcrewai_crews_broken")).isEqualTo("1.0");
    assertThat(metric("rcrewai_crews_loaded")).isEqualTo("1.0");
    assertThat(execute().statusCode()).isEqualTo(200);
    fixture.crew("echo", TestCrews.ECHO);
    Waiting.until("mended", SOON, () -> check("crews").getString("status").equals("healthy"));
    assertThat(metric("rcrewai_crews_broken")).isEqualTo("0.0");
  }

  @Test
  void crewFile_thatIsRemoved_isNoCrewAnyMore() throws Exception {
    java.nio.file.Files.delete(dir.resolve("crews/echo.yaml"));
    Waiting.until("removed", SOON, () -> metric("rcrewai_crews_loaded").equals("0.0"));
    assertThat(execute().statusCode()).isEqualTo(400);
  }

  private JsonObject check(String name) {
    return health().getJsonObject("checks").getJsonObject(name);
  }

  private JsonObject health() {
    return new JsonObject(get(server.managementPort(), "/health").body());
  }

  private String metric(String name) {
    return get(server.managementPort(), "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .findFirst()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .orElse("none");
  }

  private HttpResponse<String> execute() {
    var body = "{\"crew_name\":\"echo\",\"inputs\":{\"word\":\"tea\"}}";
    return send(request(server.port(), "/execute").POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> get(int port, String path) {
    return send(request(port, path));
  }

  private HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return http.sendAsync(
            request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString())
        .join();
  }
}
