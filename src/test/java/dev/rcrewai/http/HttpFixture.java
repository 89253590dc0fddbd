package dev.rcrewai.http;

import dev.rcrewai.Server;
import dev.rcrewai.auth.TokenIssuer;
import dev.rcrewai.config.Settings;
import dev.rcrewai.config.SettingsLoader;
import dev.rcrewai.execution.Await;
import dev.rcrewai.sandbox.SandboxVerticle;
import dev.rcrewai.sandbox.Scripts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The whole server on free ports with a scripted provider, for one test class: a static field with
 * {@code @RegisterExtension}.
 */
final class HttpFixture implements BeforeAllCallback, AfterAllCallback {
  static final String SECRET = "a secret that is long enough for HS256";

  private static final Duration CALL_MAX = Duration.ofSeconds(60);

  private final Map<String, String> environment = new HashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable Path dir;
  private @Nullable Server server;
  private @Nullable SandboxVerticle sandbox;
  private @Nullable Settings settings;
  private boolean stopped;

  /** A server with those settings beside the usual ones of tests. */
  HttpFixture(Map<String, String> settings) {
    environment.putAll(
        Map.of(
            "PORT", "0",
            "HOST", "127.0.0.1",
            "MANAGEMENT_PORT", "-1",
            "JWT_SECRET", SECRET,
            "LLM_PROVIDER", "openai",
            "LLM_RETRY_LIMIT", "0",
            "MAX_RETRIES", "0",
            "SHUTDOWN_GRACE", "0"));
    environment.putAll(settings);
  }

  HttpFixture() {
    this(Map.of());
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    start();
  }

  /** For a server of one test only, which then closes it. */
  void start() throws Exception {
    var vertx = Vertx.vertx();
    var here = Files.createTempDirectory("rcrewai-http");
    dir = here;
    var scripted = new SandboxVerticle(Scripts.load(resource("sandbox")), 0);
    sandbox = scripted;
    Await.await(vertx.deployVerticle(scripted));
    environment.put("DATA_DIR", here.resolve("data").toString());
    environment.put("FILES_DIR", Files.createDirectory(here.resolve("files")).toString());
    environment.put("CREWS_DIR", resource("crews").toString());
    environment.putIfAbsent("OPENAI_BASE_URL", "http://127.0.0.1:" + scripted.actualPort() + "/v1");
    settings = new SettingsLoader(environment).load();
    server = new Server(vertx, settings, cause -> fail(cause));
    Await.await(server.start());
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    close();
  }

  void close() throws IOException {
    stop();
    client.close();
    delete(Objects.requireNonNull(dir));
  }

  Server server() {
    return Objects.requireNonNull(server, "not started");
  }

  /** Stops the server as its operator would; once. */
  void stop() {
    if (!stopped) {
      stopped = true;
      Await.await(server().stop());
    }
  }

  /** Takes no more work from now on; the doors stay open. */
  void drain() {
    Await.await(server().node().stop());
  }

  Settings settings() {
    return Objects.requireNonNull(settings, "not started");
  }

  int port() {
    return server().port();
  }

  /** A token of that user; {@code execute_crew} where no permission is named. */
  String token(String user, String... permissions) {
    var held = permissions.length == 0 ? List.of("execute_crew") : List.of(permissions);
    return new TokenIssuer(settings().auth()).issue(user, held, Duration.ofMinutes(10));
  }

  /** A request to that path, in the name of nobody. */
  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(CALL_MAX);
  }

  /** A request to that path in the name of that user, who may execute all crews. */
  HttpRequest.Builder as(String user, String path) {
    return to(path).header("Authorization", "Bearer " + token(user));
  }

  Answer get(String user, String path) {
    return send(as(user, path));
  }

  Answer post(String user, String path, String body) {
    return send(json(as(user, path), body));
  }

  static HttpRequest.Builder json(HttpRequest.Builder request, String body) {
    return request
        .header("Content-Type", "application/json")
        .method("POST", BodyPublishers.ofString(body));
  }

  Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  CompletableFuture<Answer> sendAsync(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(Answer::new);
  }

  <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    return client.sendAsync(request.build(), handler);
  }

  /** What the provider counted. */
  Answer providerStats() {
    int port = Objects.requireNonNull(sandbox).actualPort();
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sandbox/stats")));
  }

  /** The body that runs a crew on a topic. */
  static String run(String crew, String topic) {
    return "{\"crew_name\":\"%s\",\"inputs\":{\"topic\":\"%s\"}}".formatted(crew, topic);
  }

  /** Starts a crew; its execution's id. */
  String start(String user, String crew, String topic) {
    return post(user, "/v1/executions", run(crew, topic)).status(202).text("execution_id");
  }

  /** Runs a crew to its end; its execution's id. */
  String finish(String user, String crew, String topic) {
    var request = json(as(user, "/v1/executions"), run(crew, topic)).header("Prefer", "wait=30");
    return send(request).status(200).text("execution_id");
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(HttpFixture.class.getResource(name)).toURI());
  }

  private static void fail(Throwable cause) {
    throw new AssertionError("the server cannot go on", cause);
  }

  private static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
