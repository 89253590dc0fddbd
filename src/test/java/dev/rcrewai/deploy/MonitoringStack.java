package dev.rcrewai.deploy;

import static dev.rcrewai.deploy.MonitoringFiles.PROMETHEUS;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rcrewai.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A real Prometheus and a real Alertmanager with this repository's configuration, on free ports;
 * what Alertmanager sends comes here. Changed in the copies that they read: addresses, and all
 * waits, to a second.
 */
final class MonitoringStack implements AutoCloseable {
  private static final String SECOND = "1s";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path dir;
  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpServer receiver;
  private final Queue<Notification> received = new ConcurrentLinkedQueue<>();
  private final List<Process> processes = new ArrayList<>();
  private final int prometheus = Programs.freePort();
  private final int alertmanager = Programs.freePort();

  /**
   * An alert that was sent to a receiver.
   *
   * @param status firing or resolved
   * @param since when it began to fire
   */
  record Notification(String receiver, String alert, String status, Instant since) {}

  /**
   * @param management where the servers' management ports are
   * @param main the main port of one of them, which is scraped with a token as well
   */
  MonitoringStack(Path dir, List<String> management, String main, String token) throws IOException {
    this.dir = dir;
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::receive);
    receiver.start();
    var routes = MonitoringFiles.write(dir.resolve("alertmanager.yml"), routes());
    start(
        "prometheus-alertmanager",
        "--config.file=" + routes,
        "--storage.path=" + dir.resolve("alertmanager"),
        "--web.listen-address=127.0.0.1:" + alertmanager,
        "--cluster.listen-address=");
    var scrapes = MonitoringFiles.write(dir.resolve("prometheus.yml"), scrapes(management));
    addTokenJob(scrapes, main, Files.writeString(dir.resolve("token"), token));
    start(
        "prometheus",
        "--config.file=" + scrapes,
        "--storage.tsdb.path=" + dir.resolve("prometheus"),
        "--web.listen-address=127.0.0.1:" + prometheus);
    MonitoringTool.until("Alertmanager is ready", () -> isReady(alertmanager));
    MonitoringTool.until("Prometheus is ready", () -> isReady(prometheus));
  }

  /** The same routes and inhibitions, with receivers that are all this class. */
  private JsonNode routes() {
    var routes = MonitoringFiles.yaml(MonitoringFiles.ALERTMANAGER);
    hurry((ObjectNode) routes.path("route"));
    for (var one : routes.path("receivers")) {
      var name = one.path("name").asText();
      var fields = (ObjectNode) one;
      fields.removeAll().put("name", name);
      fields
          .putArray("webhook_configs")
          .addObject()
          .put("url", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/" + name);
    }
    return routes;
  }

  private static void hurry(ObjectNode route) {
    route.put("group_wait", SECOND).put("group_interval", SECOND);
    route.path("routes").forEach(child -> hurry((ObjectNode) child));
  }

  private JsonNode scrapes(List<String> management) throws IOException {
    var scrapes = MonitoringFiles.yaml(PROMETHEUS.resolve("prometheus.yml"));
    var global = (ObjectNode) scrapes.path("global");
    global.put("scrape_interval", SECOND).put("scrape_timeout", SECOND);
    global.put("evaluation_interval", SECOND);
    for (var file : MonitoringFiles.list(PROMETHEUS.resolve("rules"))) {
      var rules = MonitoringFiles.yaml(file);
      rules.findParents("for").forEach(rule -> ((ObjectNode) rule).put("for", SECOND));
      MonitoringFiles.write(dir.resolve("rules").resolve(file.getFileName()), rules);
    }
    targets(scrapes.at("/alerting/alertmanagers/0"), List.of("127.0.0.1:" + alertmanager));
    targets(scrapes.at("/scrape_configs/0"), management);
    targets(scrapes.at("/scrape_configs/1"), List.of("127.0.0.1:" + prometheus));
    return scrapes;
  }

  private static void addTokenJob(Path config, String main, Path token) {
    var scrapes = MonitoringFiles.yaml(config);
    var job = MonitoringFiles.yaml(PROMETHEUS.resolve("prometheus.token.yml"));
    var added = (ObjectNode) job.at("/scrape_configs/0");
    added.put("job_name", "rcrewai-token");
    ((ObjectNode) added.path("authorization")).put("credentials_file", token.toString());
    targets(added, List.of(main));
    ((ObjectNode) scrapes).withArray("scrape_configs").add(added);
    MonitoringFiles.write(config, scrapes);
  }

  private static void targets(JsonNode holder, List<String> targets) {
    var list = ((ObjectNode) holder.at("/static_configs/0")).putArray("targets");
    targets.forEach(list::add);
  }

  private void start(String program, String... options) throws IOException {
    var command = new ArrayList<>(List.of(Programs.require(program)));
    command.addAll(List.of(options));
    var process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve(program + ".log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    processes.add(process);
  }

  /** What a query gives now: a vector, or a scalar. */
  JsonNode query(String expr) {
    var answer = get(prometheus, "/api/v1/query?query=" + URLEncoder.encode(expr, UTF_8));
    if (!answer.path("status").asText().equals("success")) {
      throw new AssertionError(expr + ": " + answer);
    }
    return answer.at("/data/result");
  }

  /** Whether a query gives anything. */
  boolean has(String expr) {
    return !query(expr).isEmpty();
  }

  /** Whether that alert fires in Prometheus. */
  boolean fires(String alert) {
    return has("ALERTS{alertname=\"" + alert + "\",alertstate=\"firing\"}");
  }

  /** Whether Alertmanager knows that alert, and keeps it back for another one. */
  boolean isInhibited(String alert) {
    for (var one : get(alertmanager, "/api/v2/alerts")) {
      if (one.at("/labels/alertname").asText().equals(alert)
          && !one.at("/status/inhibitedBy").isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a receiver was told of that alert, which began to fire then or later. */
  boolean isTold(String receiver, String alert, String status, Instant since) {
    return received.stream()
        .anyMatch(one ->
            one.receiver().equals(receiver)
                && one.alert().equals(alert)
                && one.status().equals(status)
                && !one.since().isBefore(since));
  }

  private boolean isReady(int port) {
    try {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/ready"));
      return http.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode get(int port, String path) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    try {
      return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    var to = exchange.getRequestURI().getPath().substring(1);
    try (exchange) {
      for (var alert : JSON.readTree(exchange.getRequestBody()).path("alerts")) {
        var name = alert.at("/labels/alertname").asText();
        var since = Instant.parse(alert.path("startsAt").asText());
        received.add(new Notification(to, name, alert.path("status").asText(), since));
      }
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Override
  public void close() {
    http.close();
    processes.forEach(Process::destroy);
    for (var process : processes) {
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    receiver.stop(0);
  }
}
