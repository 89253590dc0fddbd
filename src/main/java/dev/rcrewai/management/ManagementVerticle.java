package dev.rcrewai.management;

import dev.rcrewai.config.ManagementSettings;
import dev.rcrewai.health.Audience;
import dev.rcrewai.health.Probes;
import dev.rcrewai.telemetry.PrometheusMetrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port, for operators and their tools only: {@code GET /health} with details, {@code
 * /health/live}, {@code /ready} and {@code /metrics}, without a token. Anything else is 404.
 */
public final class ManagementVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ManagementVerticle.class);
  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final int IDLE_SECONDS = 75;

  private final ManagementSettings settings;
  private final Probes probes;
  private final Optional<PrometheusMetrics> metrics;
  private volatile @Nullable HttpServer server;

  /**
   * @param metrics what to serve; empty where metrics are switched off
   */
  public ManagementVerticle(
      ManagementSettings settings, Probes probes, Optional<PrometheusMetrics> metrics) {
    this.settings = settings;
    this.probes = probes;
    this.metrics = metrics;
  }

  /** Listens, unless the port is switched off; the server closes with this verticle. */
  @Override
  public Future<?> start() {
    if (!settings.isOn()) {
      return Future.succeededFuture();
    }
    var options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(Math.max(0, settings.port()))
            .setIdleTimeout(IDLE_SECONDS);
    return vertx
        .createHttpServer(options)
        .requestHandler(this::handle)
        .listen()
        .map(listening -> server = listening);
  }

  /** The port it listens on; 0 where it is switched off or has not started. */
  public int actualPort() {
    var listening = server;
    return listening == null ? 0 : listening.actualPort();
  }

  private void handle(HttpServerRequest request) {
    Future.succeededFuture()
        .compose(_ -> answer(request))
        .recover(ManagementVerticle::unforeseen)
        .onSuccess(answer -> send(request, answer));
  }

  private Future<Answer> answer(HttpServerRequest request) {
    boolean reads = READS.contains(request.method());
    return switch (reads ? request.path() : "") {
      case "/health" -> health();
      case "/health/live" -> live();
      case "/ready" -> ready();
      case "/metrics" -> metrics.map(this::scrape).orElseGet(ManagementVerticle::notFound);
      default -> notFound();
    };
  }

  private Future<Answer> health() {
    return probes
        .health()
        .report()
        .map(report -> Answer.json(report.httpStatus(), report.toJson(Audience.OPERATORS)));
  }

  private Future<Answer> live() {
    var report = probes.liveness().report();
    return Future.succeededFuture(Answer.json(report.httpStatus(), report.toJson()));
  }

  private Future<Answer> ready() {
    return probes
        .readiness()
        .report()
        .map(report -> Answer.json(report.httpStatus(), report.toJson()));
  }

  private Future<Answer> scrape(PrometheusMetrics source) {
    return vertx.executeBlocking(source::scrape, false).map(Answer::metrics);
  }

  private static Future<Answer> notFound() {
    return Future.succeededFuture(Answer.notFound());
  }

  private static Future<Answer> unforeseen(Throwable cause) {
    LOG.error("management request failed", cause);
    return Future.succeededFuture(Answer.internalError());
  }

  private static void send(HttpServerRequest request, Answer answer) {
    var body = Buffer.buffer(answer.body());
    request
        .response()
        .setStatusCode(answer.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
        .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()))
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        // Vert.x would send a body in answer to HEAD, too.
        .end(request.method().equals(HttpMethod.HEAD) ? Buffer.buffer() : body)
        .onFailure(cause -> LOG.debug("management client left", cause));
  }
}
