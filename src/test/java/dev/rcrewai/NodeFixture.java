package dev.rcrewai;

import static dev.rcrewai.execution.Await.await;

import dev.rcrewai.config.Settings;
import dev.rcrewai.config.SettingsLoader;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.telemetry.PrometheusMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A node with data and crews of its own, before a scripted provider over real HTTP. */
final class NodeFixture implements AutoCloseable {
  static final String CALLER = "ann";

  final TestProvider provider;
  final BlockingQueue<Throwable> fatal = new LinkedBlockingQueue<>();
  private final Path dir;
  private final Map<String, String> environment = new HashMap<>();
  private @Nullable Vertx vertx;
  private @Nullable Node node;
  private @Nullable PrometheusMetrics metrics;

  NodeFixture(Path dir, String script) {
    this.dir = dir;
    this.provider = new TestProvider(script);
    with("DATA_DIR", dir.resolve("data").toString());
    with("CREWS_DIR", dir.resolve("crews").toString());
    with("FILES_DIR", dir.resolve("files").toString());
    with("SERVER_CONFIG", write("server.yaml", "").toString());
    with("JWT_SECRET", "0123456789abcdef0123456789abcdef");
    with("HOST", "127.0.0.1").with("PORT", "0").with("MANAGEMENT_PORT", "-1");
    with("LLM_PROVIDER", "openai").with("LLM_MODEL", "scripted").with("OPENAI_API_KEY", "none");
    with("OPENAI_BASE_URL", provider.baseUrl()).with("LLM_RETRY_LIMIT", "0");
    with("CREWS_RELOAD_INTERVAL", "0.1").with("SHUTDOWN_GRACE", "0");
  }

  NodeFixture with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  NodeFixture crew(String name, String yaml) {
    write("crews/" + name + ".yaml", yaml);
    return this;
  }

  Path write(String name, String text) {
    try {
      var file = dir.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For a server in a process of its own. */
  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  Settings settings() {
    return new SettingsLoader(environment).load();
  }

  NodeFixture start() {
    return start(Clock.systemUTC());
  }

  NodeFixture start(Clock clock) {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    metrics = new PrometheusMetrics(false);
    node = new Node(vertx, settings(), metrics.metrics(), clock, fatal::add);
    await(node.start());
    return this;
  }

  /** As a server stops: drains, closes the store, and lets go of everything. */
  void stop() {
    await(node().stop());
    await(node().close());
    await(vertx().close());
    node = null;
  }

  Node node() {
    return java.util.Objects.requireNonNull(node);
  }

  Vertx vertx() {
    return java.util.Objects.requireNonNull(vertx);
  }

  PrometheusMetrics metrics() {
    return java.util.Objects.requireNonNull(metrics);
  }

  static ExecutionRequest request(String crew, Map<String, Object> inputs) {
    return request(crew, inputs, Duration.ofSeconds(60), 0);
  }

  static ExecutionRequest request(
      String crew, Map<String, Object> inputs, Duration timeout, int maxRetries) {
    return new ExecutionRequest(
        CALLER,
        crew,
        inputs,
        null,
        timeout,
        maxRetries,
        Map.of(),
        null,
        null,
        ProviderKeys.NONE,
        Map.of());
  }

  Submitted submit(ExecutionRequest request) {
    var executions = node().executions();
    return await(executions.submit(executions.newId(), request));
  }

  ExecutionId accept(ExecutionRequest request) {
    return switch (submit(request)) {
      case Submitted.Accepted(var id) -> id;
      case Submitted.Replayed(var id) -> id;
      case Submitted.Refused refused -> throw new AssertionError("refused: " + refused.error());
    };
  }

  Execution run(ExecutionRequest request) {
    return await(ended(accept(request)));
  }

  /** The execution, once its last event was shown to a watcher. */
  Future<Execution> ended(ExecutionId id) {
    var ended = Promise.<Void>promise();
    var context = vertx().getOrCreateContext();
    var feed =
        node()
            .executions()
            .feed(
                id,
                Interest.EVENTS,
                context,
                event -> {
                  if (event.data() instanceof EventData.Terminal) {
                    ended.tryComplete();
                  }
                },
                ended::tryFail);
    context.runOnContext(_ -> {
      var following = feed.after(0);
      ended.future().onComplete(_ -> following.close());
    });
    return ended.future().compose(_ -> find(id));
  }

  Future<Execution> find(ExecutionId id) {
    return node().executions().get(id).map(found -> found.orElseThrow());
  }

  List<Event> journal(ExecutionId id) {
    return await(node().executions().events(id, 0, 10_000));
  }

  /** Those events of the journal that are of that type. */
  <T extends EventData> List<T> events(ExecutionId id, Class<T> type) {
    return journal(id).stream().map(Event::data).filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void close() {
    if (node != null) {
      stop();
    }
    provider.close();
  }
}
