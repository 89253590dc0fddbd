package dev.rcrewai.execution;

import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every door does with executions: accept, look up, list, cancel, answer, retry, watch.
 * Thread-safe; futures complete on the caller's context.
 */
public final class Executions {
  private final ExecutionStore store;
  private final Watchers watchers;
  private final PinnedCrews crews;
  private final Acceptor acceptor;
  private final InstantSource clock;
  private final SubmissionReport report;

  public Executions(
      ExecutionStore store,
      Watchers watchers,
      PinnedCrews crews,
      Acceptor acceptor,
      InstantSource clock,
      Metrics metrics) {
    this.store = store;
    this.crews = crews;
    this.watchers = watchers;
    this.acceptor = acceptor;
    this.clock = clock;
    this.report = new SubmissionReport(metrics, System::nanoTime);
    store.onAppended(watchers::appended);
  }

  /** A new id, for watching an execution from its birth. */
  public ExecutionId newId() {
    return acceptor.newId();
  }

  /** Accepts an execution under that id, or says why not. */
  public Future<Submitted> submit(ExecutionId id, ExecutionRequest request) {
    return report.on(() -> acceptor.submit(id, request));
  }

  /** Accepts one execution for each of the inputs, all or none; their request_id is the batch's. */
  public Future<Submitted> submitAll(ExecutionRequest each, List<Map<String, Object>> inputs) {
    return report.on(() -> acceptor.submitAll(each, inputs));
  }

  /** The caller's batch of that id, as far as it is still stored. */
  public Future<Optional<ExecutionBatch>> batch(String id, String caller) {
    return page(id, caller, null, new ArrayList<>())
        .map(all -> all.isEmpty() ? Optional.empty() : Optional.of(new ExecutionBatch(id, all)));
  }

  private Future<List<Summary>> page(
      String id, String caller, @Nullable String token, List<Summary> found) {
    var filter =
        new ExecutionFilter(caller, null, null, id, null, null, ExecutionFilter.LIMIT_MAX, token);
    return store
        .list(filter)
        .compose(page -> {
          found.addAll(page.executions());
          return page.nextPageToken() == null || found.size() >= ExecutionBatch.EXECUTIONS_MAX
              ? Future.succeededFuture(found)
              : page(id, caller, page.nextPageToken(), found);
        });
  }

  /** Asks for the end of all that have not ended. */
  public Future<Void> cancel(ExecutionBatch batch, String by, @Nullable String reason) {
    return Future.join(
            batch.executions().stream()
                .filter(one -> !one.status().ended())
                .map(one -> cancel(one.id(), by, reason))
                .toList())
        .mapEmpty();
  }

  /**
   * Runs an ended execution again: a new one that inherits its successful steps.
   *
   * @param trace that the new one is part of; without one it is part of the earlier one's
   */
  public Future<Retried> retry(
      ExecutionId earlier, ExecutionRequest.@Nullable Idempotency idempotency, TraceContext trace) {
    return report.onRetry(() -> acceptor.retry(earlier, idempotency, trace));
  }

  /** The execution in one line. */
  public Future<Optional<Summary>> find(ExecutionId id) {
    return store.find(id);
  }

  /** Executions that match, newest first. */
  public Future<ExecutionPage> list(ExecutionFilter filter) {
    return store.list(filter);
  }

  /**
   * The same, and beside the caller's own also everybody's of these crews.
   *
   * @param own names the caller
   */
  public Future<ExecutionPage> list(ExecutionFilter own, Set<String> crews) {
    return new Inbox(store).list(own, crews);
  }

  /** Everything that its journal says. */
  public Future<Optional<Execution>> get(ExecutionId id) {
    return JournalReader.readAll(store, id)
        .map(events ->
            events.isEmpty()
                ? Optional.empty()
                : Optional.of(ExecutionFold.of(events).execution()));
  }

  /** The crew or flow that it runs, as it was pinned when it was accepted. */
  public Future<Pinned> crew(Execution execution) {
    return crews.crew(execution.accepted().crewHash());
  }

  /** How far its webhook has been told; empty where it has none. */
  public Future<Optional<Delivery>> delivery(Execution execution) {
    if (execution.accepted().webhook() == null) {
      return Future.succeededFuture(Optional.empty());
    }
    var none = execution.status().ended() ? Delivery.NOTHING_EVER : Delivery.NOTHING_YET;
    return store.deliveries().find(execution.id()).map(found -> Optional.of(found.orElse(none)));
  }

  /** Tells its webhook at once what it has not been told; false where there is nothing. */
  public Future<Boolean> redeliver(ExecutionId id) {
    return store.deliveries().redrive(id, clock.instant());
  }

  /** A page of its journal: the events after a seq. */
  public Future<List<Event>> events(ExecutionId id, long afterSeq, int limit) {
    return store.read(id, afterSeq, limit);
  }

  /** Asks for its end; the execution hears it within a second, wherever it is. */
  public Future<SignalResult> cancel(ExecutionId id, String by, @Nullable String reason) {
    return store.signal(id, new Signal.Cancel(by, reason, clock.instant()));
  }

  /**
   * A person's answer to a question of it; the first one counts.
   *
   * @param question which one is meant, or null where only one is open
   * @param raw a string, a number or a boolean
   * @param comment what the person adds; may be empty
   * @param by who it is
   */
  public Future<Answered> answer(
      ExecutionId id, @Nullable StepPath question, Object raw, String comment, String by) {
    return new AnswerDesk(store, clock).take(id, new AnswerDesk.Sent(question, raw, comment, by));
  }

  /** Whether this node accepts nothing more and lets go of what it runs. */
  public boolean isDraining() {
    return acceptor.isDraining();
  }

  /** Whether other nodes go on with what this one lets go of. */
  public boolean isShared() {
    return store.isShared();
  }

  /** Runs an action when the drain begins, on any thread; what comes back forgets it again. */
  public Runnable onDrain(Runnable action) {
    return acceptor.onDrain(action);
  }

  /** A feed of its events on that context; begin it with {@code after} or {@code fromBirth}. */
  public EventFeed.Builder feed(
      ExecutionId id,
      Interest interest,
      Context context,
      Consumer<Event> onEvent,
      Consumer<Throwable> onFailure) {
    return new EventFeed.Builder(store, watchers, context, id, interest, onEvent, onFailure);
  }
}
