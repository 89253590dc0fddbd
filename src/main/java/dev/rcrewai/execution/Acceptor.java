package dev.rcrewai.execution;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.rcrewai.config.ExecutionSettings;
import dev.rcrewai.crew.CrewRegistry;
import dev.rcrewai.crew.InputCheck;
import dev.rcrewai.crew.InputProblem;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.trace.Tracing;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
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
  /**
   * The version of the path grammar, the pinned crew and the defaults that an execution is accepted
   * with. A release that gives any of them a meaning which the one before would miss raises it; an
   * older node then leaves such executions to newer ones.
   */
  public static final int ENGINE_VERSION = 1;

  /** The longest inputs, as JSON; with it {@code execution.accepted} stays within an event. */
  public static final int INPUT_BYTES_MAX = 224 * 1024;

  /** Servers that are silent are asked again within about this time. */
  private static final Duration TOOLS_RETRY_AFTER = Duration.ofSeconds(10);

  /** As many as help; a batch may have thousands. */
  private static final int PROBLEMS_MAX = 100;

  private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
  private final ExecutionStore store;
  private final CrewRegistry crews;
  private final CrewPins pins;
  private final Dispatcher dispatcher;
  private final CallerKeys keys;
  private final Admission admission;
  private final WebhookRules webhooks;
  private final Tracing tracing;
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
      Tracing tracing,
      InstantSource clock) {
    this.store = store;
    this.crews = crews;
    this.pins = pins;
    this.dispatcher = dispatcher;
    this.keys = keys;
    this.admission = new Admission(limits, store, dispatcher, keys, spending);
    this.webhooks = webhooks;
    this.tracing = tracing;
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
            ? storeIfWhole(id, request, pins.pin(crew), inputs, timeout)
            : refused(refusal);
      }
    };
  }

  private Future<Submitted> storeIfWhole(
      ExecutionId id,
      ExecutionRequest request,
      CrewPins.Pin<?> pin,
      Map<String, Object> inputs,
      Duration timeout) {
    var candidate = Candidate.of(id, request, pin, inputs, timeout, clock.instant());
    return pin.missing().isEmpty() ? store(candidate) : refuse(candidate, unavailable(pin));
  }

  private static Submitted.ToolsUnavailable unavailable(CrewPins.Pin<?> pin) {
    return new Submitted.ToolsUnavailable(pin.crew().name(), pin.missing(), TOOLS_RETRY_AFTER);
  }

  /** One execution for each of the inputs, all or none; they are queued in this order. */
  Future<Submitted> submitAll(ExecutionRequest each, List<Map<String, Object>> inputs) {
    var crew = crews.find(each.crewName());
    if (crew == null) {
      return refused(unknown(each.crewName()));
    }
    var complete = new ArrayList<Map<String, Object>>();
    var problems = new ArrayList<String>();
    var check = crews.inputCheck(crew);
    for (int i = 0; i < inputs.size(); i++) {
      int index = i;
      switch (check.check(inputs.get(i))) {
        case InputCheck.Result.Refused(var found) ->
            found.forEach(problem -> problems.add("inputs[" + index + "]: " + problem.message()));
        case InputCheck.Result.Accepted(var all) -> complete.add(all);
      }
    }
    if (!problems.isEmpty()) {
      return refused(
          new Submitted.InvalidInputs(
              problems.subList(0, Math.min(problems.size(), PROBLEMS_MAX))));
    }
    var timeout = admission.timeout(each.timeout());
    for (var one : complete) {
      var refusal = refusal(each, one, timeout);
      if (refusal != null) {
        return refused(refusal);
      }
    }
    var pin = pins.pin(crew);
    var now = clock.instant();
    var all =
        complete.stream().map(one -> Candidate.of(newId(), each, pin, one, timeout, now)).toList();
    return pin.missing().isEmpty() ? storeAll(all) : refuse(all.getFirst(), unavailable(pin));
  }

  /** Only the first has the caller's key: where it was there before, all of them were. */
  private Future<Submitted> storeAll(List<Candidate> all) {
    var first = all.getFirst();
    return admission
        .check(first.accepted(), all.size())
        .compose(found -> {
          if (found.isPresent()) {
            return refuse(first, found.get());
          }
          var submissions = new ArrayList<Submission>(all.size());
          for (var one : all) {
            var key = submissions.isEmpty() ? one.key() : null;
            submissions.add(one.submission(null, key, admission.limits()));
          }
          return tracing
              .stored(first.trace(), "accept", all.size(), () -> store.acceptAll(submissions))
              .recover(cause -> verify(first.id(), cause))
              .map(acceptance -> {
                if (acceptance instanceof Acceptance.Stored) {
                  all.forEach(_ -> dispatcher.queued());
                }
                return submitted(acceptance, first);
              });
        });
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
    return admission
        .check(candidate.accepted(), 1)
        .compose(found ->
            found
                .map(refusal -> refuse(candidate, refusal))
                .orElseGet(() -> store(candidate, admission.limits())));
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
    var submission = candidate.submission(claimer, candidate.key(), limits);
    int events = submission.events().size();
    return tracing
        .stored(candidate.trace(), "accept", events, () -> store.accept(submission))
        .recover(cause -> verify(submission.id(), cause))
        .onFailure(_ -> notRun(candidate, claimer))
        .map(acceptance -> accepted(acceptance, candidate, submission.events(), claimer));
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
    return submitted(acceptance, candidate);
  }

  private Submitted submitted(Acceptance acceptance, Candidate candidate) {
    var crew = candidate.accepted().crewName();
    return switch (acceptance) {
      case Acceptance.Stored() -> new Submitted.Accepted(candidate.id());
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

  Future<Retried> retry(
      ExecutionId earlier, ExecutionRequest.@Nullable Idempotency idempotency, TraceContext trace) {
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
          return again(execution.accepted(), Inheritance.of(events), idempotency, trace)
              .map(Retried.Submitted::new);
        });
  }

  private Future<Submitted> again(
      ExecutionAccepted first,
      List<EventData> inherited,
      ExecutionRequest.@Nullable Idempotency idempotency,
      TraceContext trace) {
    var refusal = admission.checkDraining();
    if (refusal != null) {
      return refused(refusal);
    }
    return store
        .crew(first.crewHash())
        .map(json ->
            Candidate.again(
                newId(), first, json.orElseThrow(), inherited, idempotency, trace, clock.instant()))
        .compose(this::store);
  }

  private static Future<Submitted> refused(Submitted.Refused refusal) {
    return Future.succeededFuture(refusal);
  }
}
