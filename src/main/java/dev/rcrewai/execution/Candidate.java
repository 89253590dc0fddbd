package dev.rcrewai.execution;

import dev.rcrewai.execution.EventData.ExecutionAccepted;
import dev.rcrewai.execution.Submission.IdempotencyKey;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An execution that has been checked and is not stored yet.
 *
 * @param crewJson the crew or flow as it was pinned
 * @param inherited steps of the execution that it retries
 * @param key under which the same request finds it again, or null
 * @param lent keys of its caller
 */
record Candidate(
    ExecutionAccepted accepted,
    Instant at,
    String crewJson,
    List<EventData> inherited,
    @Nullable IdempotencyKey key,
    ProviderKeys lent) {
  private static final Duration KEY_KEPT = Duration.ofHours(24);

  /** What was asked for. */
  static Candidate of(
      ExecutionId id,
      ExecutionRequest request,
      CrewPins.Pin<?> pin,
      Map<String, Object> inputs,
      Duration timeout,
      Instant now) {
    var at = now.truncatedTo(ChronoUnit.MILLIS);
    var accepted =
        new ExecutionAccepted(
            id,
            request.crewName(),
            pin.hash(),
            inputs,
            request.caller(),
            request.requestId(),
            timeout,
            at.plus(timeout),
            request.maxRetries(),
            request.metadata(),
            null,
            request.keys().providers().stream().sorted().toList(),
            request.keyNames(),
            request.webhook(),
            Acceptor.ENGINE_VERSION);
    var key = key(request.caller(), request.idempotency(), at);
    return new Candidate(accepted, at, pin.json(), List.of(), key, request.keys());
  }

  /** The same as an earlier one, which ended, with what succeeded of it. */
  static Candidate again(
      ExecutionId id,
      ExecutionAccepted first,
      String crewJson,
      List<EventData> inherited,
      ExecutionRequest.@Nullable Idempotency idempotency,
      TraceContext trace,
      Instant now) {
    var at = now.truncatedTo(ChronoUnit.MILLIS);
    var accepted =
        new ExecutionAccepted(
            id,
            first.crewName(),
            first.crewHash(),
            first.inputs(),
            first.caller(),
            first.requestId(),
            first.timeout(),
            at.plus(first.timeout()),
            first.maxRetries(),
            trace.recordedIn(first.metadata()),
            first.executionId(),
            List.of(),
            first.keyNames(),
            first.webhook(),
            Acceptor.ENGINE_VERSION);
    var key = key(first.caller(), idempotency, at);
    return new Candidate(accepted, at, crewJson, inherited, key, ProviderKeys.NONE);
  }

  private static @Nullable IdempotencyKey key(
      String caller, ExecutionRequest.@Nullable Idempotency asked, Instant at) {
    return asked == null
        ? null
        : new IdempotencyKey(
            caller, asked.operation(), asked.key(), asked.bodyHash(), at.plus(KEY_KEPT));
  }

  ExecutionId id() {
    return accepted.executionId();
  }

  /** What it was asked for as part of. */
  TraceContext trace() {
    return TraceContext.of(accepted.metadata());
  }

  /** Whether its caller pays with keys that only this node has. */
  boolean isTiedToThisNode() {
    return !lent.providers().isEmpty();
  }

  /**
   * What the store is asked to keep.
   *
   * @param claimer the node that begins it at once, or null where it is queued
   * @param key under which it is found again, or null
   */
  Submission submission(
      @Nullable NodeId claimer, @Nullable IdempotencyKey key, Submission.Limits limits) {
    var events = events(claimer);
    var summary = ExecutionFold.of(events).summary();
    return new Submission(
        id(), accepted.crewHash(), crewJson, events, summary, claimer, key, limits);
  }

  /**
   * Its journal at its birth.
   *
   * @param claimer the node that begins it at once, or null where it is queued
   */
  private List<Event> events(@Nullable NodeId claimer) {
    var all = new ArrayList<EventData>();
    all.add(accepted);
    all.addAll(inherited);
    if (claimer != null) {
      all.add(new EventData.ExecutionStarted(claimer.text(), 1));
    }
    var events = new ArrayList<Event>(all.size());
    all.forEach(data -> events.add(new Event(events.size() + 1, at, data)));
    return events;
  }
}
