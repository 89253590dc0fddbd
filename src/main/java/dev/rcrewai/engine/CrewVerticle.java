package dev.rcrewai.engine;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.ExecutionAddresses;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.RunLease;
import dev.rcrewai.step.StepAddresses;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell around the engine: takes leases, and keeps one {@link Run} for each execution that this
 * instance advances. One instance per event loop; a run never leaves its instance.
 */
public final class CrewVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(CrewVerticle.class);
  private static final long RETRY_MILLIS = 1_000;
  private static final int ATTEMPTS_MAX = 300;

  /** A store that does not answer must not keep the process from ending. */
  private static final long LEAVE_SECONDS_MAX = 5;

  /** Pinned crews whose compiled form is kept. */
  private static final int COMPILED_KEPT = 100;

  private final RunServices services;
  private final Runs runs = new Runs();
  private final Newest<String, Compiled> compiled = new Newest<>(COMPILED_KEPT);
  private boolean stopped;

  public CrewVerticle(RunServices services) {
    this.services = services;
  }

  @Override
  public Future<?> start() {
    services.bus().answer(ExecutionAddresses.RUN, this::take);
    services.bus().listen(ExecutionAddresses.SIGNALLED, runs::signalled);
    services.bus().listen(ExecutionAddresses.HAND_OVER, _ -> runs.handOver(isDraining()));
    services.bus().listen(ExecutionAddresses.LEASES_LOST, runs::lost);
    services.bus().listen(StepAddresses.WAIT, runs::waits);
    return Future.succeededFuture();
  }

  /** Leaves what still runs in a state from which any node can go on. */
  @Override
  public Future<?> stop() {
    stopped = true;
    return Future.join(runs.all().stream().map(Run::release).toList())
        .timeout(LEAVE_SECONDS_MAX, TimeUnit.SECONDS)
        .otherwiseEmpty();
  }

  /** The reply only says that this instance has it. */
  private Future<Void> take(RunLease lease) {
    attempt(lease, 1);
    return Future.succeededFuture();
  }

  private void attempt(RunLease lease, int number) {
    lease
        .journal(services.store())
        .compose(events -> begin(lease.lease(), events))
        .onFailure(cause -> notBegun(lease, number, cause));
  }

  private Future<Void> begin(Lease lease, List<Event> events) {
    var fold = ExecutionFold.of(events);
    if (fold.isOfNewerServer()) {
      LOG.error("execution left to a newer server", kv("execution_id", lease.execution().text()));
      services.dispatcher().slotFree();
      return Future.succeededFuture();
    }
    return compiled(fold.execution().accepted().crewHash())
        .map(crew -> {
          if (stopped) {
            return null; // it stays as it is, for the next process
          }
          if (!lease.node().equals(services.dispatcher().node())) {
            services.dispatcher().left(lease); // given up meanwhile
            return null;
          }
          var run = new Run(context, services, lease, crew, fold, events, this::left);
          runs.begin(run);
          return null;
        });
  }

  /** Compiled once for all executions, which is too much work for an event loop. */
  private Future<Compiled> compiled(String hash) {
    var known = compiled.get(hash);
    return known != null
        ? Future.succeededFuture(known)
        : services
            .crews()
            .crew(hash)
            .compose(crew -> vertx.executeBlocking(() -> Compiled.of(crew), false))
            .onSuccess(crew -> compiled.put(hash, crew));
  }

  private boolean isDraining() {
    return services.dispatcher().isDraining();
  }

  private void left(Run run) {
    if (runs.remove(run)) {
      services.dispatcher().left(run.lease());
    }
  }

  /**
   * The store may only be away for a moment; the execution keeps its slot meanwhile. One that
   * cannot be read at all does not hold up the others; the next start tries it again.
   */
  private void notBegun(RunLease lease, int attempt, Throwable cause) {
    if (stopped) {
      return;
    }
    LOG.error(
        "execution cannot begin",
        kv("execution_id", lease.lease().execution().text()),
        kv("attempt", attempt),
        cause);
    if (isDraining() || attempt >= ATTEMPTS_MAX) {
      services.dispatcher().slotFree();
    } else {
      vertx.setTimer(RETRY_MILLIS, _ -> attempt(lease, attempt + 1));
    }
  }
}
