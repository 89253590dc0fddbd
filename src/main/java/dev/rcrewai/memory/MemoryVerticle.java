package dev.rcrewai.memory;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.RecallRun;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.telemetry.Metrics;
import dev.rcrewai.trace.StepSpans;
import dev.rcrewai.trace.Tracing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns {@link StepAddresses#MEMORY}: recalls and remembers, and says so where the store does not
 * answer. Runs on worker threads: to compare a thousand texts takes some milliseconds.
 */
public final class MemoryVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryVerticle.class);

  private final LocalBus bus;
  private final Desk desk;
  private final Metrics metrics;
  private final StepSpans spans;
  private final InstantSource clock;

  public MemoryVerticle(
      LocalBus bus, MemoryStore store, Metrics metrics, Tracing tracing, InstantSource clock) {
    this.bus = bus;
    this.desk = new Desk(store, new Embeddings(bus, clock));
    this.metrics = metrics;
    this.spans = tracing.steps();
    this.clock = clock;
  }

  /** How it is deployed. */
  public static DeploymentOptions deployment(int instances) {
    return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER).setInstances(instances);
  }

  @Override
  public Future<?> start() {
    return bus.answer(StepAddresses.MEMORY, this::run).completion();
  }

  private Future<RecallResult> run(RecallRun run) {
    return switch (run.request()) {
      case RecallRequest.OfMemory asked -> run(asked, run);
      case RecallRequest.Documents _ -> Future.failedFuture("documents are no memories");
    };
  }

  private Future<RecallResult> run(RecallRequest.OfMemory asked, RecallRun untraced) {
    var begun = clock.instant();
    var span = spans.recall(untraced, operation(asked));
    var run = untraced.partOf(span.context());
    return Future.<RecallResult>future(promise -> act(asked, run).onComplete(promise))
        .otherwise(cause -> failed(run, cause))
        .onSuccess(result -> {
          spans.recalled(span, result);
          metrics.memoryUsed(
              operation(asked), status(asked, result), Duration.between(begun, clock.instant()));
        });
  }

  private Future<RecallResult> act(RecallRequest.OfMemory asked, RecallRun run) {
    return switch (asked) {
      case RecallRequest.Memories memories -> desk.recall(memories, run);
      case RecallRequest.Remember lesson -> desk.remember(lesson, run);
    };
  }

  private static RecallResult failed(RecallRun run, Throwable cause) {
    LOG.warn("memory failed", kv("execution_id", run.execution().text()), cause);
    return new RecallResult.Failed("the store of memories failed", null);
  }

  private static String operation(RecallRequest.OfMemory request) {
    return switch (request) {
      case RecallRequest.Memories _ -> "recall";
      case RecallRequest.Remember _ -> "remember";
    };
  }

  private static String status(RecallRequest.OfMemory request, RecallResult result) {
    return switch (result) {
      case RecallResult.Recalled(var passages, _) when passages.isEmpty() -> "empty";
      case RecallResult.Recalled _ ->
          switch (request) {
            case RecallRequest.Memories _ -> "found";
            case RecallRequest.Remember _ -> "kept";
          };
      case RecallResult.Failed _ -> "failed";
    };
  }
}
