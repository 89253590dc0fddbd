package dev.rcrewai.execution;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.rcrewai.config.ExecutionSettings;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.crew.InputCheck;
import dev.rcrewai.crew.InputProblem;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.Submission.IdempotencyKey;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final Duration KEY_KEPT = Duration.ofHours(24);

  private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
  private final ExecutionStore store;
  private final CrewRegistry crews;
  private final CrewPins pins;
  private final Dispatcher dispatcher;
  private final LentKeys keys;
  private final Admission admission;
  private final Spending spending;
  private final InstantSource clock;

  public Acceptor(
      ExecutionStore store,
      CrewRegistry crews,
      CrewPins pins,
      Dispatcher dispatcher,
      LentKeys keys,
      ExecutionSettings limits,
      Spending spending,
      InstantSource clock) {
    this.store = store;
    this.crews = crews;
    this.pins = pins;
    this.dispatcher = dispatcher;
    this.keys = keys;
    this.admission = new Admission(limits, dispatcher);
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
        var refusal = refusal(crew, inputs, timeout);
        yield refusal == null
            ? store(draft(id, request, pins.pin(crew), inputs, timeout))
            : refused(refusal);
      }
    };
  }

  private Submitted.UnknownCrew unknown(String name) {
    var similar = crews.didYouMean(name);
    return new Submitted.UnknownCrew(name, similar == null ? List.of() : List.of(similar));
  }

  private Submitted.@Nullable Refused refusal(
      Crew crew, Map<String, Object> inputs, Duration timeout) {
    int bytes = Json.write(inputs).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > INPUT_BYTES_MAX) {
      return new Submitted.InputsTooLarge(bytes, INPUT_BYTES_MAX);
    }
    var invalid = admission.checkTimeout(timeout);
    return invalid == null ? admission.check(crew.name(), timeout) : invalid;
  }

  private record Draft(
      ExecutionAccepted accepted,
      Instant at,
      String crewJson,
      List<EventData> inherited,
      @Nullable IdempotencyKey key,
      ProviderKeys keys) {}

  private Draft draft(
      ExecutionId id,
      ExecutionRequest request,
      CrewPins.Pin pin,
      Map<String, Object> inputs,
      Duration timeout) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var accepted =
        new ExecutionAccepted(
            id,
            request.crewName(),
            pin.hash(),
            inputs,
            request.caller(),
            request.requestId(),
            timeout,
            now.plus(timeout),
            request.maxRetries(),
            request.metadata(),
            null,
            request.keys().providers().stream().sorted().toList(),
            ENGINE_VERSION);
    return new Draft(
        accepted,
        now,
        pin.json(),
        List.of(),
        key(request.caller(), request.idempotency(), now),
        request.keys());
  }

  private static @Nullable IdempotencyKey key(
      String caller, ExecutionRequest.@Nullable Idempotency asked, Instant now) {
    return asked == null
        ? null
        : new IdempotencyKey(
            caller, asked.operation(), asked.key(), asked.bodyHash(), now.plus(KEY_KEPT));
  }

  private Future<Submitted> store(Draft draft) {
    var accepted = draft.accepted();
    return spending
        .usedUp(accepted.crewName(), accepted.caller())
        .compose(found ->
            found
                .map(shortage -> refuse(draft, new Submitted.BudgetUsedUp(shortage)))
                .orElseGet(() -> store(draft, admission.limits())));
  }

  /** What came with this key before is answered all the same; nothing new is accepted. */
  private Future<Submitted> refuse(Draft draft, Submitted.BudgetUsedUp refusal) {
    return draft.key() == null
        ? refused(refusal)
        : store(draft, Submission.Limits.NOTHING_NEW)
            .map(answer -> answer instanceof Submitted.CallerFull ? refusal : answer);
  }

  private Future<Submitted> store(Draft draft, Submission.Limits limits) {
    var claimer = dispatcher.tryTakeSlot() ? dispatcher.node() : null;
    if (claimer == null && !draft.keys().providers().isEmpty()) {
      return refused(admission.noSlot(draft.accepted().crewName()));
    }
    keys.lend(draft.accepted().executionId(), draft.keys());
    var events = events(draft, claimer);
    var submission =
        new Submission(
            draft.accepted().executionId(),
            draft.accepted().crewHash(),
            draft.crewJson(),
            events,
            ExecutionFold.of(events).summary(),
            claimer,
            draft.key(),
            limits);
    return store
        .accept(submission)
        .recover(cause -> verify(submission.id(), cause))
        .onFailure(_ -> notRun(draft, claimer))
        .map(acceptance -> accepted(acceptance, draft, events, claimer));
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

  private static List<Event> events(Draft draft, @Nullable NodeId claimer) {
    var all = new ArrayList<EventData>();
    all.add(draft.accepted());
    all.addAll(draft.inherited());
    if (claimer != null) {
      all.add(new EventData.ExecutionStarted(claimer.text(), 1));
    }
    var events = new ArrayList<Event>(all.size());
    all.forEach(data -> events.add(new Event(events.size() + 1, draft.at(), data)));
    return events;
  }

  private Submitted accepted(
      Acceptance acceptance, Draft draft, List<Event> events, @Nullable NodeId claimer) {
    var id = draft.accepted().executionId();
    if (acceptance instanceof Acceptance.Stored) {
      if (claimer == null) {
        dispatcher.queued();
      } else {
        dispatcher.run(new RunLease(new Lease(id, claimer, 1), events));
      }
    } else {
      notRun(draft, claimer);
    }
    var crew = draft.accepted().crewName();
    return switch (acceptance) {
      case Acceptance.Stored() -> new Submitted.Accepted(id);
      case Acceptance.Replayed(var earlier) -> new Submitted.Replayed(earlier);
      case Acceptance.KeyReused(var earlier) -> new Submitted.KeyReused(earlier);
      case Acceptance.QueueFull(int queued) -> admission.queueFull(crew, queued);
      case Acceptance.CallerFull(int open) -> admission.callerFull(crew, open);
    };
  }

  private void notRun(Draft draft, @Nullable NodeId claimer) {
    keys.giveBack(draft.accepted().executionId());
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
          return again(execution.accepted(), Inheritance.of(events), idempotency)
              .map(Retried.Submitted::new);
        });
  }

  private Future<Submitted> again(
      ExecutionAccepted first,
      List<EventData> inherited,
      ExecutionRequest.@Nullable Idempotency idempotency) {
    var refusal = admission.check(first.crewName(), first.timeout());
    if (refusal != null) {
      return refused(refusal);
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var accepted =
        new ExecutionAccepted(
            newId(),
            first.crewName(),
            first.crewHash(),
            first.inputs(),
            first.caller(),
            first.requestId(),
            first.timeout(),
            now.plus(first.timeout()),
            first.maxRetries(),
            first.metadata(),
            first.executionId(),
            List.of(),
            ENGINE_VERSION);
    return store
        .crew(first.crewHash())
        .compose(json ->
            store(
                new Draft(
                    accepted,
                    now,
                    json.orElseThrow(),
                    inherited,
                    key(first.caller(), idempotency, now),
                    ProviderKeys.NONE)));
  }

  private static Future<Submitted> refused(Submitted.Refused refusal) {
    return Future.succeededFuture(refusal);
  }
}
