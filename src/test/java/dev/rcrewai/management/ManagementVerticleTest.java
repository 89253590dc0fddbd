package dev.rcrewai.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.config.ManagementSettings;
import dev.rcrewai.health.Awaited;
import dev.rcrewai.health.Check;
import dev.rcrewai.health.HealthRegistry;
import dev.rcrewai.health.Liveness;
import dev.rcrewai.health.ManualClock;
import dev.rcrewai.health.Probes;
import dev.rcrewai.health.Readiness;
import dev.rcrewai.telemetry.PrometheusMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementVerticleTest {
  private static final ManagementSettings FREE_PORT = new ManagementSettings("127.0.0.1", -1);
  private static final String NOT_FOUND =
      "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
          + "\"code\":\"not_found\",\"error\":\"Not found\"}";

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock("2026-01-02T03:04:05.006Z");
  private final HealthRegistry health = new HealthRegistry(vertx, clock);
  private int crews = 2;
  private final Readiness readiness = new Readiness(clock, this::crews, ManagementVerticleTest::up);
  private final Liveness liveness = Liveness.of(vertx);
  private final PrometheusMetrics metrics = new PrometheusMetrics(false);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    metrics.close();
    liveness.close();
    Awaited.result(vertx.close());
  }

  @Test
  void health_detail_isShownToOperators() throws Exception {
    health.register("store", () -> Future.succeededFuture(Check.healthy().because("wal 3 MiB")));
    var answer = get(serve(), "/health");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(new JsonObject(answer.body()).getJsonObject("checks").getJsonObject("store"))
        .isEqualTo(new JsonObject().put("status", "healthy").put("detail", "wal 3 MiB"));
  }

  @Test
  void health_unhealthyPart_is503() throws Exception {
    health.register("store", () -> Future.failedFuture("no disk"));
    assertThat(get(serve(), "/health").statusCode()).isEqualTo(503);
  }

  @Test
  void live_whileUnhealthyAndNotReady_is200() throws Exception {
    health.register("llm", () -> Future.failedFuture("no provider"));
    var answer = get(serve(), "/health/live");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getString("status")).isEqualTo("healthy");
  }

  @Test
  void ready_followsTheNode() throws Exception {
    int port = serve();
    assertThat(get(port, "/ready").statusCode()).isEqualTo(503);
    readiness.ready();
    assertThat(get(port, "/ready").statusCode()).isEqualTo(200);
    readiness.drain();
    var draining = get(port, "/ready");
    assertThat(draining.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(draining.body()).getBoolean("draining")).isTrue();
  }

  @Test
  void metrics_arePrometheusText() throws Exception {
    metrics.metrics().requestFinished("GET", "/ready", 200, Duration.ofMillis(1));
    var answer = get(serve(), "/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body()).contains("rcrewai_requests_total{");
  }

  @Test
  void metrics_switchedOff_areNotFound() throws Exception {
    int port = serve(FREE_PORT, Optional.empty()).actualPort();
    assertThat(get(port, "/metrics").statusCode()).isEqualTo(404);
    assertThat(get(port, "/health").statusCode()).isEqualTo(200);
  }

  @Test
  void anythingElse_isAProblemNotFound() throws Exception {
    int port = serve();
    for (var path : new String[] {"/", "/execute", "/health/", "//metrics", "/METRICS"}) {
      var answer = get(port, path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.body()).isEqualTo(NOT_FOUND);
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    }
  }

  @Test
  void post_isNotFound() throws Exception {
    var request =
        HttpRequest.newBuilder(uri(serve(), "/health")).POST(BodyPublishers.ofString("x"));
    assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  @Test
  void head_isAnsweredWithoutABody() throws Exception {
    var request = HttpRequest.newBuilder(uri(serve(), "/health/live")).HEAD();
    var answer = client.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void handlerThatThrows_isAnsweredWith500AndNoDetail() throws Exception {
    readiness.ready();
    crews = -1;
    var answer = get(serve(), "/ready");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("internal_error").doesNotContain("canary");
  }

  @Test
  void portZero_listensNowhere() {
    assertThat(serve(new ManagementSettings("127.0.0.1", 0), Optional.empty()).actualPort())
        .isZero();
  }

  private int crews() {
    if (crews < 0) {
      throw new IllegalStateException("canary");
    }
    return crews;
  }

  private static Future<Check> up() {
    return Future.succeededFuture(Check.healthy());
  }

  private int serve() {
    return serve(FREE_PORT, Optional.of(metrics)).actualPort();
  }

  private ManagementVerticle serve(ManagementSettings at, Optional<PrometheusMetrics> served) {
    var verticle = new ManagementVerticle(at, new Probes(health, readiness, liveness), served);
    Awaited.result(vertx.deployVerticle(verticle));
    return verticle;
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri(port, path)).timeout(Duration.ofSeconds(10)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
