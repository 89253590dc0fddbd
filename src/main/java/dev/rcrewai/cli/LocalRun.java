package dev.rcrewai.cli;

import dev.rcrewai.Node;
import dev.rcrewai.config.Settings;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.telemetry.PrometheusMetrics;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs one execution on a node of its own, in this process, and waits for its end. */
final class LocalRun {
  private static final Duration MARGIN = Duration.ofSeconds(15);
  private static final Duration SERVERS_MAX = Duration.ofSeconds(30);

  private final Settings settings;
  private final Consumer<Event> onEvent;
  private final Interview interview;

  /**
   * @param onEvent is shown every event of the journal, in order
   * @param interview puts its questions to a person
   */
  LocalRun(Settings settings, Consumer<Event> onEvent, Interview interview) {
    this.interview = interview;
    this.settings = settings;
    this.onEvent = onEvent;
  }

  /** An execution at its end, and the crew that it ran. */
  record Ran(Execution execution, PinnedCrew crew) {}

  /** Runs it to its end; fails with the words of the refusal where it is not accepted. */
  Ran run(ExecutionRequest request) throws Exception {
    var vertx = Vertx.vertx();
    try (var metrics = new PrometheusMetrics(false)) {
      var node = new Node(vertx, settings, metrics.metrics(), Clock.systemUTC(), fatal -> {});
      node.start().await(MARGIN.toSeconds(), TimeUnit.SECONDS);
      try {
        return run(vertx, node, request);
      } finally {
        node.stop().eventually(node::close).await(MARGIN.toSeconds(), TimeUnit.SECONDS);
      }
    } finally {
      vertx.close().await(MARGIN.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private Ran run(Vertx vertx, Node node, ExecutionRequest request) throws Exception {
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
    switch (submit(node, id, request)) {
      case Submitted.Accepted _, Submitted.Replayed _ -> {}
      case Submitted.Refused refused -> throw new RefusedException(refused);
    }
    var patience = settings.execution().timeoutMax().plus(MARGIN);
    var events = ended.future().await(patience.toSeconds(), TimeUnit.SECONDS);
    following.close();
    var execution = ExecutionFold.of(events).execution();
    var crew = executions.crew(execution).await(MARGIN.toSeconds(), TimeUnit.SECONDS);
    return new Ran(execution, crew);
  }

  /** A server is started once and asked again later; here nobody would. So it may take its time. */
  private static Submitted submit(Node node, ExecutionId id, ExecutionRequest request)
      throws Exception {
    var executions = node.executions();
    var submitted = executions.submit(id, request).await(MARGIN.toSeconds(), TimeUnit.SECONDS);
    if (!(submitted instanceof Submitted.ToolsUnavailable)) {
      return submitted;
    }
    return node.serversAsked(SERVERS_MAX)
        .compose(_ -> executions.submit(id, request))
        .await(SERVERS_MAX.plus(MARGIN).toSeconds(), TimeUnit.SECONDS);
  }
}
