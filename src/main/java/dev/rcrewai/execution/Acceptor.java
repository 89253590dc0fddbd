package dev.rcrewai.execution;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.rcrewai.config.ExecutionSettings;
import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.crew.InputCheck;
import dev.rcrewai.crew.InputProblem;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accepts executions: checks what is asked, pins what the engine will read, and makes it durable in
 * one write. Thread-safe.
 *
 * <pre>
 *   submit → check crew, inputs, timeout, room → pin → store.accept ┬→ run here (a slot was free)
 *                                                                   └→ queued
 * </pre>
 */
public final class Acceptor {
  /** The version of the path grammar and defaults that an execution was accepted with. */
  public static final int ENGINE_VERSION = 1;

  /** The longest inputs, as JSON; with it {@code execution.accepted} stays within an event. */
  public static final int INPUT_BYTES_MAX = 224 * 1024;

  private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
  private final ExecutionStore store;
  private final CrewRegistry crews;
  private final CrewPins pins;
  private final Dispatcher dispatcher;
  private final CallerKeys keys;
  private final Admission admission;
  private final WebhookRules webhooks;
  private final Spending spending;
  private final InstantSource clock;

  public Acceptor(
      ExecutionStore store,
      CrewRegistry crews,
      CrewPins pins,
      Dispatcher dispatcher,
      CallerKeys keys,
      ExecutionSettings limits,
      WebhookRules webhooks,
      Spending spending,
      InstantSource clock) {
    this.store = store;
    this.crews = crews;
    this.pins = pins;
    this.dispatcher = dispatcher;
    this.keys = keys;
    this.admission = new Admission(limits, store, dispatcher);
    this.webhooks = webhooks;
    this.spending = spending;
    this.clock = clock;
  }

  ExecutionId newId() {
    return new ExecutionId(ids.generate().toString());
  }

  Runnable onDrain(Runnable action) {
    return dispatcher.onDrain(action);
  }

  boolean isDraining() {
    return dispatcher.isDraining();
  }

  Future<Submitted> submit(ExecutionId id, ExecutionRequest request) {
    var timeout = admission.timeout(request.timeout());
    var crew = crews.find(request.crewName());
    if (crew == null) {
      return refused(unknown(request.crewName()));
    }
    return switch (crews.inputCheck(crew).check(request.inputs())) {
      case InputCheck.Result.Refused(var problems) ->
          refused(
              new Submitted.InvalidInputs(problems.stream().map(InputProblem::message).toList()));
      case InputCheck.Result.Accepted(var inputs) -> {
        var refusal = refusal(request, inputs, timeout);
        yield refusal == null
            ? store(Candidate.of(id, request, pins.pin(crew), inputs, timeout, clock.instant()))
            : refused(refusal);
      }
    };
  }

  private Submitted.UnknownCrew unknown(String name) {
    var similar = crews.didYouMean(name);
    return new Submitted.UnknownCrew(name, similar == null ? List.of() : List.of(similar));
  }

  private Submitted.@Nullable Refused refusal(
      ExecutionRequest request, Map<String, Object> inputs, Duration timeout) {
    int bytes = Json.write(inputs).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > INPUT_BYTES_MAX) {
      return new Submitted.InputsTooLarge(bytes, INPUT_BYTES_MAX);
    }
    var webhook = request.webhook();
    var problem = webhook == null ? null : webhooks.problem(webhook, request.caller());
    if (problem != null) {
      return new Submitted.InvalidWebhook(problem);
    }
    var invalid = admission.checkTimeout(timeout);
    return invalid == null ? admission.checkDraining() : invalid;
  }

  private Future<Submitted> store(Candidate candidate) {
    return refusal(candidate.accepted())
        .compose(found ->
            found
                .map(refusal -> refuse(candidate, refusal))
                .orElseGet(() -> store(candidate, admission.limits())));
  }

  /** Why there is no room for it now. */
  private Future<Optional<Submitted.Refused>> refusal(ExecutionAccepted accepted) {
    var unknown = keys.unknown(accepted).<Submitted.Refused>map(Submitted.UnknownKey::new);
    if (unknown.isPresent()) {
      return Future.succeededFuture(unknown);
    }
    var crew = accepted.crewName();
    var caller = accepted.caller();
    return admission
        .checkWait(crew, caller, accepted.timeout())
        .compose(tooLong ->
            tooLong.isPresent()
                ? Future.succeededFuture(tooLong)
                : spending.usedUp(crew, caller).map(used -> used.map(Submitted.BudgetUsedUp::new)));
  }

  /** What came with this key before is answered all the same; nothing new is accepted. */
  private Future<Submitted> refuse(Candidate candidate, Submitted.Refused refusal) {
    return candidate.key() == null
        ? refused(refusal)
        : store(candidate, Submission.Limits.NOTHING_NEW)
            .map(answer -> answer instanceof Submitted.CallerFull ? refusal : answer);
  }

  private Future<Submitted> store(Candidate candidate, Submission.Limits limits) {
    var claimer = dispatcher.tryTakeSlot() ? dispatcher.node() : null;
    if (claimer == null && candidate.isTiedToThisNode()) {
      return refused(admission.noSlot(candidate.accepted().crewName()));
    }
    keys.lend(candidate.id(), candidate.lent());
    var events = candidate.events(claimer);
    var submission =
        new Submission(
            candidate.id(),
            candidate.accepted().crewHash(),
            candidate.crewJson(),
            events,
            ExecutionFold.of(events).summary(),
            claimer,
            candidate.key(),
            limits);
    return store
        .accept(submission)
        .recover(cause -> verify(submission.id(), cause))
        .onFailure(_ -> notRun(candidate, claimer))
        .map(acceptance -> accepted(acceptance, candidate, events, claimer));
  }

  /** An unknown result: what stands there decides; where nothing can be read, it stays unknown. */
  private Future<Acceptance> verify(ExecutionId id, Throwable cause) {
    return store
        .find(id)
        .compose(found ->
            found.isPresent()
                ? Future.<Acceptance>succeededFuture(new Acceptance.Stored())
                : Future.failedFuture(cause));
  }

  private Submitted accepted(
      Acceptance acceptance, Candidate candidate, List<Event> events, @Nullable NodeId claimer) {
    var id = candidate.id();
    if (acceptance instanceof Acceptance.Stored) {
      if (claimer == null) {
        dispatcher.queued();
      } else {
        dispatcher.run(new RunLease(new Lease(id, claimer, 1), events));
      }
    } else {
      notRun(candidate, claimer);
    }
    var crew = candidate.accepted().crewName();
    return switch (acceptance) {
      case Acceptance.Stored() -> new Submitted.Accepted(id);
      case Acceptance.Replayed(var earlier) -> new Submitted.Replayed(earlier);
      case Acceptance.KeyReused(var earlier) -> new Submitted.KeyReused(earlier);
      case Acceptance.QueueFull(int queued) -> admission.queueFull(crew, queued);
      case Acceptance.CallerFull(int open) -> admission.callerFull(crew, open);
    };
  }

  private void notRun(Candidate candidate, @Nullable NodeId claimer) {
    keys.giveBack(candidate.id());
    if (claimer != null) {
      dispatcher.slotFree();
    }
  }

  Future<Retried> retry(ExecutionId earlier, ExecutionRequest.@Nullable Idempotency idempotency) {
    return JournalReader.readAll(store, earlier)
        .compose(events -> {
          if (events.isEmpty()) {
            return Future.succeededFuture(new Retried.NotFound());
          }
          var execution = ExecutionFold.of(events).execution();
          if (!execution.status().ended()) {
            return Future.succeededFuture(new Retried.NotEnded(execution.status()));
          }
          if (execution.status() == Status.COMPLETED) {
            return Future.succeededFuture(new Retried.AlreadyCompleted());
          }
          if (!execution.accepted().callerKeys().isEmpty()) {
            return Future.succeededFuture(new Retried.KeyGone());
          }
          return again(execution.accepted(), Inheritance.of(events), idempotency)
              .map(Retried.Submitted::new);
        });
  }

  private Future<Submitted> again(
      ExecutionAccepted first,
      List<EventData> inherited,
      ExecutionRequest.@Nullable Idempotency idempotency) {
    var refusal = admission.checkDraining();
    if (refusal != null) {
      return refused(refusal);
    }
    return store
        .crew(first.crewHash())
        .map(json ->
            Candidate.again(
                newId(), first, json.orElseThrow(), inherited, idempotency, clock.instant()))
        .compose(this::store);
  }

  private static Future<Submitted> refused(Submitted.Refused refusal) {
    return Future.succeededFuture(refusal);
  }
}
