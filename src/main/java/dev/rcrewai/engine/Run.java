package dev.rcrewai.engine;

import static dev.rcrewai.execution.EventData.TimerFired.EXPIRY;
import static java.util.Objects.requireNonNull;
import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.engine.Step.NoteStep;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.engine.StepRunner.Arrival;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.EventData.StepResult;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.Journal;
import dev.rcrewai.execution.Lease;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.execution.Signal;
import dev.rcrewai.step.ChatWait;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One execution on this node: asks the engine what is missing, starts it, records what comes back,
 * asks again. Lives on one Vert.x context.
 *
 * <pre>
 *   begin → advance ⇄ arrived, timer fired         (RUNNING)
 *             └→ end → finish                      (ENDING: calls in flight report their cost)
 *                        └→ the terminal event is durable → left   (GONE)
 *   only people can bring it on, release, fenced ─────────────→ left (GONE)
 * </pre>
 */
final class Run implements StepStarter.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);
  private static final int ROUNDS_MAX = 10_000;
  private static final long LAST_REPORTS_MILLIS = 1_000;

  private enum Phase {
    RUNNING,
    ENDING,
    GONE
  }

  private final Context context;
  private final RunServices services;
  private final Lease lease;
  private final ExecutionAccepted accepted;
  private final Course plan;
  private final RunKeys keys;
  private final Recorded recorded;
  private final Journal journal;
  private final StepRunner steps;
  private final StepStarter starter;
  private final RunTimers timers;
  private final RunSignals signals;
  private final RunDeadline deadline;
  private final Consumer<Run> onLeft;
  private final RunReport report;
  private final JournalBudget budget = new JournalBudget();
  private Phase phase = Phase.RUNNING;
  private long announcedEpoch;
  private boolean handingOver;
  private boolean leaseInDoubt;
  private boolean takingOver;
  private @Nullable Ending ending;

  /**
   * @param fold of {@code events}
   * @param events the journal so far
   * @param onLeft called once when this node has nothing more to do with the execution
   */
  Run(
      Context context,
      RunServices services,
      Lease lease,
      Compiled crew,
      ExecutionFold fold,
      List<Event> events,
      Consumer<Run> onLeft) {
    this.context = context;
    this.services = services;
    this.lease = lease;
    var clock = services.clock();
    this.accepted = fold.execution().accepted();
    this.plan = crew.course(accepted.inputs(), accepted.maxRetries(), fold.execution().createdAt());
    this.keys = new RunKeys(services, accepted, plan::crewAt, this::keyLost);
    this.recorded = new Recorded();
    this.report = new RunReport(services, accepted);
    this.journal =
        new Journal(context, services.store(), lease, fold, clock, report.trace(), this::fenced);
    this.steps =
        new StepRunner(
            services,
            accepted,
            crew.pinned(),
            plan::crewAt,
            lease.node(),
            this::deadline,
            this::arrived);
    this.starter =
        new StepStarter(context, services, lease, crew, plan, recorded, journal, steps, keys, this);
    this.timers = new RunTimers(context.owner(), clock, this::fired);
    this.signals =
        new RunSignals(context, () -> services.store().signals(id()), this::isRunning, this::obey);
    this.deadline = new RunDeadline(context.owner(), clock, this::deadline, this::deadlinePassed);
    this.onLeft = onLeft;
    events.forEach(this::remember);
  }

  /** Begins, or goes on where its last owner stopped. */
  void begin() {
    report.started();
    if (announcedEpoch != lease.epoch()) {
      takeOver();
      return;
    }
    deadline.await();
    if (keys.ofCaller() != null) {
      advance();
    }
  }

  /** Starts nothing more; what is in flight may end, then any node can go on. */
  void handOver() {
    if (accepted.callerKeys().isEmpty()) { // nobody else could go on with it
      handingOver = true;
      releaseWhenIdle();
    }
  }

  /** Whether it runs alone, until it has recorded something. */
  boolean isSuspect() {
    return lease.isSuspect();
  }

  /** Others have it now: nothing is appended any more, and nobody is told anything. */
  void lost() {
    if (phase != Phase.GONE) {
      fenced();
    }
  }

  /** The right by which this node advances it. */
  Lease lease() {
    return lease;
  }

  /** A signal waits in the store. */
  void signalled() {
    signals
        .heed()
        .onSuccess(_ -> {
          if (!takingOver) {
            advance();
          }
        });
  }

  /** A chat waits, or goes on; its watchers and the other nodes learn it from the journal. */
  void waits(ChatWait wait) {
    if (phase == Phase.RUNNING && steps.isInFlight(wait.path())) {
      record(
          switch (wait) {
            case ChatWait.Lasting(_, var path, int call, var provider, var why) ->
                new EventData.ChatWaiting(path, call, provider, why);
            case ChatWait.Over(_, var path, int call) -> new EventData.ChatResumed(path, call);
          });
      journal.flushSoon();
    }
  }

  /** Leaves it so that any node can go on; completes when that is durable. */
  Future<Void> release() {
    return switch (phase) {
      case RUNNING -> {
        steps.abortAll();
        yield leave(lease.isSuspect() ? "suspect" : "drain");
      }
      case ENDING -> {
        finish();
        yield journal.flush();
      }
      case GONE -> journal.flush();
    };
  }

  private Future<Void> leave(String reason) {
    phase = Phase.GONE;
    journal.add(new EventData.ExecutionReleased(reason));
    return journal.flush().onSuccess(_ -> left());
  }

  /** Not born here: what happened before, and meanwhile, is looked at before anything begins. */
  private void takeOver() {
    takingOver = true;
    boolean first = journal.fold().execution().startedAt() == null;
    report.claimed(journal.fold().execution().status());
    record(
        first
            ? new EventData.ExecutionStarted(lease.node().text(), lease.epoch())
            : new EventData.ExecutionResumed(lease.node().text(), lease.epoch()));
    deadline.await(); // that may have put it off
    signals.heedAtLast().onSuccess(_ -> resume());
  }

  private void resume() {
    takingOver = false;
    if (lease.isCondemned()) {
      fault("its server died " + lease.deaths() + " times while it ran this step", null);
      return;
    }
    if (keys.ofCaller() == null) {
      return;
    }
    try {
      var orphans = Engine.orphans(plan, recorded);
      if (!orphans.isEmpty()) {
        fault("recorded steps are not asked for any more: " + orphans, null);
      }
    } catch (RuntimeException e) {
      fault("the engine failed", e);
    }
    advance();
  }

  private void keyLost(String detail) {
    end(Ending.of(Outcome.PROVIDER_ERROR, detail));
  }

  private void releaseWhenIdle() {
    if (handingOver && phase == Phase.RUNNING && steps.inFlight() == 0) {
      release();
    }
  }

  /** Asks the engine and starts what is missing; without effect once it has ended. */
  @Override
  public void advance() {
    if (deadline.isPassed()) {
      deadlinePassed(); // nothing begins after it
    }
    try {
      for (int round = 0; round < ROUNDS_MAX && phase == Phase.RUNNING; round++) {
        switch (Engine.next(plan, recorded)) {
          case Next.Ended(var outcome, var output) -> end(Ending.of(outcome, output));
          case Next.Missing next -> {
            if (!conclude(next.steps())) {
              goOn(next);
              return;
            }
          }
        }
      }
    } catch (RuntimeException e) {
      fault("the engine failed", e);
      return;
    }
    if (phase == Phase.RUNNING) {
      fault("the engine does not come to rest", null);
    }
  }

  /** Records what needs no work: notes, and calls whose result a crash has made unknowable. */
  private boolean conclude(List<Step> missing) {
    boolean concluded = false;
    for (var step : missing) {
      if (step instanceof NoteStep(var note)) {
        record(note);
        concluded = true;
      } else if (step instanceof ToolStep tool && isUnknowable(tool)) {
        record(new EventData.ToolUnknown(tool.path(), "the server stopped during this call"));
        concluded = true;
      }
    }
    return concluded;
  }

  private boolean isUnknowable(ToolStep tool) {
    return tool.sideEffects() && recorded.begun(tool.path()) > 0 && !steps.isInFlight(tool.path());
  }

  /** Nobody but people can bring it on; keys of its caller would be lost meanwhile. */
  private boolean mayPark(Next.Missing next) {
    return steps.inFlight() == 0
        && next.isForPeople(services.clock().instant())
        && accepted.callerKeys().isEmpty();
  }

  /** Starts what is missing; or not, where it is not this node's to start any more. */
  private void goOn(Next.Missing next) {
    if (mayPark(next)) {
      leave(EventData.ExecutionReleased.WAITING);
      return;
    }
    if (handingOver) {
      releaseWhenIdle();
    } else if (services.dispatcher().mayAct(lease.node())) {
      start(next);
    } else if (!leaseInDoubt) {
      leaseInDoubt = true;
      context.owner().setTimer(StepStarter.LEASE_PAUSE_MILLIS, _ -> askAgain());
    }
    timers.want(next.timers());
    journal.flushSoon();
  }

  private void askAgain() {
    leaseInDoubt = false;
    advance();
  }

  private void start(Next.Missing next) {
    var missing = next.steps();
    steps.abortAllBut(missing.stream().map(Step::path).collect(Collectors.toSet()));
    for (var step : missing) {
      boolean room = phase == Phase.RUNNING && steps.inFlight() < services.stepsInFlightMax();
      if (room && !steps.isInFlight(step.path())) {
        starter.start(step);
      }
    }
    if (phase == Phase.RUNNING
        && steps.inFlight() == 0
        && !next.isQuiet()
        && !starter.postpones()) {
      throw new IllegalStateException("nothing can be started of " + missing);
    }
  }

  private void arrived(StepResult arrived, Arrival arrival) {
    if (phase == Phase.GONE) {
      return;
    }
    var result = JournalBudget.recordable(arrived);
    if (phase == Phase.ENDING || arrival == Arrival.LATE) {
      journal.add(result);
      journal.flush();
      if (phase == Phase.ENDING && steps.inFlight() == 0) {
        finish();
      }
      return;
    }
    record(result);
    advance();
  }

  private void fired(Next.Timer timer) {
    if (phase != Phase.RUNNING) {
      return;
    }
    if (timer.name().equals(EXPIRY)) {
      expire(timer);
      return;
    }
    record(new EventData.TimerFired(timer.path(), timer.name()));
    advance();
  }

  /** An answer that the store has taken in time counts, though it was not heard yet. */
  private void expire(Next.Timer timer) {
    signals
        .heedAtLast()
        .onSuccess(_ -> {
          if (phase == Phase.RUNNING && journal.fold().question(timer.path()) != null) {
            record(new EventData.TimerFired(timer.path(), timer.name()));
          }
          advance();
        });
  }

  private void obey(Signal signal) {
    switch (signal) {
      case Signal.Input input -> {
        var received = RunSignals.received(input, journal.fold());
        if (phase == Phase.RUNNING && received != null) {
          record(received);
        }
      }
      case Signal.Cancel(var by, var reason, _) -> {
        if (phase == Phase.RUNNING) {
          journal.add(new EventData.CancelRequested(by, reason));
          end(Ending.cancelled(by));
        }
      }
    }
  }

  private void deadlinePassed() {
    end(
        Ending.of(
            Outcome.DEADLINE_EXCEEDED, "not done within " + accepted.timeout().toSeconds() + " s"));
  }

  private void fault(String what, @Nullable Throwable cause) {
    LOG.error("execution cannot go on: {}", what, kv("execution_id", id()), cause);
    end(Ending.of(Outcome.INTERNAL_ERROR, what));
  }

  /** Calls in flight are aborted and may report what they cost; then comes the last event. */
  private void end(Ending how) {
    if (phase != Phase.RUNNING) {
      return;
    }
    phase = Phase.ENDING;
    ending = how;
    timers.want(List.of());
    deadline.forget();
    if (steps.inFlight() == 0) {
      finish();
    } else {
      steps.abortAll();
      journal.flush();
      context.owner().setTimer(LAST_REPORTS_MILLIS, _ -> finish());
    }
  }

  private void finish() {
    if (phase != Phase.ENDING) {
      return;
    }
    phase = Phase.GONE;
    journal.add(requireNonNull(ending).last(journal.fold()));
    journal
        .flush()
        .onSuccess(_ -> {
          report.ended(journal.fold().execution());
          onLeft.accept(this);
        });
  }

  private void fenced() {
    LOG.warn("the lease is lost", kv("execution_id", id().text()));
    phase = Phase.GONE;
    steps.abortAll();
    left();
  }

  private void left() {
    timers.want(List.of());
    deadline.forget();
    journal.close();
    report.left();
    onLeft.accept(this);
  }

  private void record(EventData data) {
    if (budget.isExhausted()) {
      end(Ending.of(Outcome.BUDGET_EXHAUSTED, budget.words()));
      return;
    }
    remember(journal.add(data));
    report.recorded(data);
    handingOver |= lease.isSuspect() && Batch.isProgress(data); // now it is cleared
  }

  @Override
  public boolean intend(EventData intent) {
    record(intent);
    return phase == Phase.RUNNING; // the journal had room for it
  }

  @Override
  public boolean isRunning() {
    return phase == Phase.RUNNING;
  }

  private void remember(Event event) {
    recorded.add(event);
    report.seen(event);
    budget.spend(event.data());
    switch (event.data()) {
      case EventData.ExecutionStarted started -> announcedEpoch = started.epoch();
      case EventData.ExecutionResumed resumed -> announcedEpoch = resumed.epoch();
      case EventData.ChatStarted chat -> starter.begun(chat, event.at());
      default -> {}
    }
  }

  private Instant deadline() {
    return journal.fold().deadline();
  }

  private ExecutionId id() {
    return lease.execution();
  }
}
