package dev.rcrewai.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Executions of a crew whose provider never answers; more of them come at a steady rate. */
final class HangingCalls {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ConcurrentLinkedQueue<String> started = new ConcurrentLinkedQueue<>();
  private @Nullable ScheduledFuture<?> arrivals;
  private final String server;
  private final String token;
  private final String crew;

  /** Those of that crew on that server, of which there are none yet. */
  HangingCalls(String server, String token, String crew) {
    this.server = server;
    this.token = token;
    this.crew = crew;
  }

  /** Starts so many at once, and so many more each second from now on. */
  void start(int atOnce, int perSecond) throws Exception {
    for (int i = 0; i < atOnce; i++) {
      startOne();
    }
    if (perSecond > 0) {
      long micros = TimeUnit.SECONDS.toMicros(1) / perSecond;
      arrivals = clock.scheduleAtFixedRate(this::another, micros, micros, TimeUnit.MICROSECONDS);
    }
  }

  int count() {
    return started.size();
  }

  /** Cancels all of them, which must have hung until now; returns when none is left. */
  void cancelAll() throws Exception {
    if (arrivals != null && arrivals.isDone()) {
      arrivals.get(); // throws what ended them early
    }
    assertHanging(started.element());
    clock.shutdown();
    if (!clock.awaitTermination(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("an execution could not be started in time");
    }
    for (var id : started) {
      post("/v1/executions/" + id + "/cancel", "{}");
    }
    for (var status : List.of("running", "queued")) {
      awaitNone(status);
    }
    http.close();
  }

  private void assertHanging(String id) throws IOException, InterruptedException {
    var status = get("/v1/executions/" + id).path("status").asText();
    if (!status.equals("running")) {
      throw new IllegalStateException("the first of them does not hang, it is " + status);
    }
  }

  private void awaitNone(String status) throws Exception {
    long end = System.nanoTime() + ANSWER_MAX.toNanos();
    while (!get("/v1/executions?status=" + status).path("executions").isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("executions are still " + status);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private void another() {
    try {
      startOne();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e); // which ends the schedule
    }
  }

  private void startOne() throws IOException, InterruptedException {
    var body = "{\"crew_name\":\"%s\",\"inputs\":{\"question\":\"Where is it?\"}}".formatted(crew);
    started.add(post("/v1/executions", body).path("execution_id").asText());
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server + path))
        .timeout(ANSWER_MAX)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
