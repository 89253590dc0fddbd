package dev.rcrewai.cli;

import dev.rcrewai.Node;
import dev.rcrewai.config.Settings;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.crew.LinkedFlow;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.Pinned;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.execution.PinnedFlow;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.telemetry.PrometheusMetrics;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node in this process for as long as one command runs; it runs executions and waits for their
 * ends. Thread-safe.
 */
final class LocalNode implements AutoCloseable {
  /** In whose name the command line runs crews. */
  static final String USER = "cli";

  private static final Duration MARGIN = Duration.ofSeconds(15);
  private static final Duration SERVERS_MAX = Duration.ofSeconds(30);

  private final Settings settings;
  private final Vertx vertx;
  private final PrometheusMetrics metrics;
  private final Node node;
  private final Set<ExecutionId> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  private LocalNode(Settings settings) {
    this.settings = settings;
    vertx = Vertx.vertx();
    metrics = new PrometheusMetrics(false);
    node = new Node(vertx, settings, metrics.metrics(), Clock.systemUTC(), fatal -> {});
  }

  /** An execution at its end, with its journal and the crew or flow that it ran. */
  record Ran(Execution execution, Pinned pinned, List<Event> journal) {
    Ran {
      journal = List.copyOf(journal);
    }

    /** The crew that it ran, and no flow. */
    Crew crew() {
      return switch (pinned) {
        case PinnedCrew crew -> crew.crew();
        case PinnedFlow flow -> throw new IllegalStateException(flow.name() + " is a flow");
      };
    }
  }

  /** The usual settings, with data of its own that nobody else uses. */
  static Settings settings(Path data) {
    var environment = new HashMap<>(System.getenv());
    environment.put("DATA_DIR", data.toString());
    environment.put("STORE", "sqlite");
    environment.put("ALLOW_SINGLE_NODE", "true");
    return Home.settings(environment).load();
  }

  /** What is asked for on the command line. */
  static ExecutionRequest request(
      String crew, Map<String, Object> inputs, @Nullable Duration timeout) {
    return new ExecutionRequest(
        USER, crew, inputs, null, timeout, null, Map.of(), null, null, ProviderKeys.NONE, Map.of());
  }

  /** One that has started, with the crews of the settings. */
  static LocalNode start(Settings settings) throws TimeoutException {
    var local = new LocalNode(settings);
    try {
      local.node.start().await(MARGIN.toSeconds(), TimeUnit.SECONDS);
      return local;
    } catch (Exception e) {
      try (local.metrics) {
        local.vertx.close().await(MARGIN.toSeconds(), TimeUnit.SECONDS);
      }
      throw e;
    }
  }

  /** The crew of that name; refused with the names that may be meant where there is none. */
  Crew crew(String name) {
    var found = node.crews().find(name);
    if (found == null) {
      var similar = node.crews().didYouMean(name);
      throw new RefusedException(
          new Submitted.UnknownCrew(name, similar == null ? List.of() : List.of(similar)));
    }
    return switch (found) {
      case Crew crew -> crew;
      case LinkedFlow flow ->
          throw new RefusedException("'" + flow.name() + "' is a flow, no crew");
    };
  }

  CrewRegistry crews() {
    return node.crews();
  }

  /**
   * Runs an execution to its end; fails with the words of the refusal where it is not accepted.
   *
   * @param onEvent is shown every event of the journal, in order
   * @param interview puts its questions to a person
   */
  Ran run(ExecutionRequest request, Consumer<Event> onEvent, Interview interview) throws Exception {
    var executions = node.executions();
    var id = executions.newId();
    var journal = new ArrayList<Event>();
    var ended = Promise.<List<Event>>promise();
    var feed =
        executions.feed(
            id,
            Interest.EVENTS,
            vertx.getOrCreateContext(),
            event -> {
              journal.add(event);
              onEvent.accept(event);
              if (event.data() instanceof EventData.InputRequested(var path, var question)) {
                interview.ask(executions, id, path, question);
              }
              if (event.data() instanceof EventData.Terminal) {
                ended.complete(List.copyOf(journal));
              }
            },
            ended::tryFail);
    var following = feed.fromBirth();
    try {
      submit(id, request);
      var events = ended.future().await(patience().toSeconds(), TimeUnit.SECONDS);
      var execution = ExecutionFold.of(events).execution();
      var crew = executions.crew(execution).await(MARGIN.toSeconds(), TimeUnit.SECONDS);
      return new Ran(execution, crew, events);
    } finally {
      running.remove(id);
      following.close();
    }
  }

  /** Longer than any execution lasts that asks people one question as long as it may. */
  Duration patience() {
    var limits = settings.execution();
    return limits.timeoutMax().plus(limits.inputExpiry()).plus(MARGIN);
  }

  private void submit(ExecutionId id, ExecutionRequest request) throws Exception {
    switch (submitted(id, request)) {
      case Submitted.Accepted _, Submitted.Replayed _ -> running.add(id);
      case Submitted.Refused refused -> throw new RefusedException(refused);
    }
    if (stopped) {
      cancel(id);
    }
  }

  /** A server is started once and asked again later; here nobody would. So it may take its time. */
  private Submitted submitted(ExecutionId id, ExecutionRequest request) throws Exception {
    var executions = node.executions();
    var first = executions.submit(id, request).await(MARGIN.toSeconds(), TimeUnit.SECONDS);
    if (!(first instanceof Submitted.ToolsUnavailable)) {
      return first;
    }
    return node.serversAsked(SERVERS_MAX)
        .compose(_ -> executions.submit(id, request))
        .await(SERVERS_MAX.plus(MARGIN).toSeconds(), TimeUnit.SECONDS);
  }

  /** Asks for the end of whatever runs, now or later. */
  void stop() {
    stopped = true;
    running.forEach(this::cancel);
  }

  boolean isStopped() {
    return stopped;
  }

  private void cancel(ExecutionId id) {
    node.executions().cancel(id, USER, "interrupted");
  }

  /** Ends within a bounded time, whatever still runs. */
  @Override
  public void close() throws TimeoutException {
    try (metrics) {
      node.stop().eventually(node::close).await(MARGIN.toSeconds(), TimeUnit.SECONDS);
    } finally {
      vertx.close().await(MARGIN.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
