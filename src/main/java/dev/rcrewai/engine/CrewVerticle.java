package dev.rcrewai.engine;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.ExecutionAddresses;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.JournalReader;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.RunLease;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell around the engine: takes leases, and keeps one {@link Run} for each execution that this
 * instance advances. One instance per event loop; a run never leaves its instance.
 */
public final class CrewVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(CrewVerticle.class);
  private static final int EARLY_SIGNALS_KEPT = 1_024;
  private static final long RETRY_MILLIS = 1_000;
  private static final int ATTEMPTS_MAX = 300;

  /** A store that does not answer must not keep the process from ending. */
  private static final long LEAVE_SECONDS_MAX = 5;

  private final RunServices services;
  private final Map<ExecutionId, Run> runs = new HashMap<>();
  private final Set<ExecutionId> signalledEarly =
      Collections.newSetFromMap(new Newest<>(EARLY_SIGNALS_KEPT));
  private boolean stopped;

  public CrewVerticle(RunServices services) {
    this.services = services;
  }

  @Override
  public Future<?> start() {
    services.bus().answer(ExecutionAddresses.RUN, this::take);
    services.bus().listen(ExecutionAddresses.SIGNALLED, this::signalled);
    return Future.succeededFuture();
  }

  /** Leaves what still runs in a state from which any node can go on. */
  @Override
  public Future<?> stop() {
    stopped = true;
    return Future.join(List.copyOf(runs.values()).stream().map(Run::release).toList())
        .timeout(LEAVE_SECONDS_MAX, TimeUnit.SECONDS)
        .otherwiseEmpty();
  }

  /** The reply only says that this instance has it. */
  private Future<Void> take(RunLease lease) {
    attempt(lease, 1);
    return Future.succeededFuture();
  }

  private void attempt(RunLease lease, int number) {
    read(lease)
        .compose(events -> begin(lease.lease(), events))
        .onFailure(cause -> notBegun(lease, number, cause));
  }

  private Future<List<Event>> read(RunLease lease) {
    return lease.events().isEmpty()
        ? JournalReader.readAll(services.store(), lease.lease().execution())
        : Future.succeededFuture(lease.events());
  }

  private Future<Void> begin(Lease lease, List<Event> events) {
    var fold = ExecutionFold.of(events);
    if (fold.isOfNewerServer()) {
      LOG.error("execution left to a newer server", kv("execution_id", lease.execution().text()));
      services.dispatcher().slotFree();
      return Future.succeededFuture();
    }
    return services
        .crews()
        .crew(fold.execution().accepted().crewHash())
        .map(crew -> {
          if (stopped) {
            return null; // it stays as it is, for the next process
          }
          var run = new Run(context, services, lease, crew, fold, events, this::left);
          runs.put(lease.execution(), run);
          run.begin();
          if (signalledEarly.remove(lease.execution())) {
            run.signalled();
          }
          return null;
        });
  }

  /** A signal may overtake the lease; it is kept until the run is here, or pushed out by others. */
  private void signalled(ExecutionId id) {
    var run = runs.get(id);
    if (run != null) {
      run.signalled();
    } else {
      signalledEarly.add(id);
    }
  }

  private void left(ExecutionId id) {
    if (runs.remove(id) != null) {
      services.dispatcher().slotFree();
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
    if (services.dispatcher().isDraining() || attempt >= ATTEMPTS_MAX) {
      services.dispatcher().slotFree();
    } else {
      vertx.setTimer(RETRY_MILLIS, _ -> attempt(lease, attempt + 1));
    }
  }
}
