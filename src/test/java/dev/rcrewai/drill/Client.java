package dev.rcrewai.drill;

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
import java.util.concurrent.Executors;

/** One caller with its token, who speaks to whatever node it likes. */
final class Client implements AutoCloseable {
  /** Drills are about who goes on; on a slow machine a deadline would decide about that. */
  private static final int TIMEOUT_SECONDS = 3_600;

  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private final String token;
  private final Duration patience;
  private volatile String silence = "";

  /**
   * @param patience with one request; a node that is paused never answers
   */
  Client(String token, Duration patience) {
    this.token = token;
    this.patience = patience;
  }

  /** What a node answered. */
  record Answer(int status, String body, boolean isReplay) {
    JsonObject json() {
      return new JsonObject(body);
    }

    String id() {
      return json().getString("execution_id");
    }
  }

  /** Starts an execution; nothing where the node does not answer. */
  Optional<Answer> start(URI node, String crew, String word, String key) {
    return send(starting(node, crew, word, key));
  }

  /** The same, and waits for the end for up to so long. */
  Optional<Answer> startAndWait(URI node, String crew, String word, String key, Duration patience) {
    return send(starting(node, crew, word, key).header("Prefer", "wait=" + patience.toSeconds()));
  }

  Optional<Answer> cancel(URI node, String id) {
    return send(
        request(node, "/v1/executions/" + id + "/cancel").POST(BodyPublishers.ofString("{}")));
  }

  Optional<Answer> retry(URI node, String id) {
    return send(
        request(node, "/v1/executions/" + id + "/retry").POST(BodyPublishers.ofString("{}")));
  }

  Optional<Answer> get(URI node, String path) {
    return send(request(node, path).GET());
  }

  boolean isReady(URI node) {
    return get(node, "/ready").filter(answer -> answer.status() == 200).isPresent();
  }

  /** Why the last request that was not answered was not. */
  String silence() {
    return silence;
  }

  String token() {
    return token;
  }

  private HttpRequest.Builder starting(URI node, String crew, String word, String key) {
    var body =
        new JsonObject()
            .put("crew_name", crew)
            .put("request_id", word)
            .put("timeout", TIMEOUT_SECONDS)
            .put("inputs", new JsonObject().put("word", word));
    return request(node, "/v1/executions")
        .header("Idempotency-Key", key)
        .POST(BodyPublishers.ofString(body.encode()));
  }

  private HttpRequest.Builder request(URI node, String path) {
    return HttpRequest.newBuilder(node.resolve(path))
        .timeout(patience)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private Optional<Answer> send(HttpRequest.Builder request) {
    try {
      var answer = http.send(request.build(), BodyHandlers.ofString());
      return Optional.of(new Answer(answer.statusCode(), answer.body(), isReplay(answer)));
    } catch (IOException e) {
      silence = e.toString();
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isReplay(HttpResponse<?> answer) {
    return answer.headers().firstValue("Idempotent-Replayed").isPresent();
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
