package dev.rcrewai.execution;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.rcrewai.execution.Submission.IdempotencyKey;
import dev.rcrewai.execution.Submission.Limits;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A submission in the making, with something sensible for all that a test does not care about. */
public record Draft(
    ExecutionId id,
    String caller,
    String crewName,
    String crewHash,
    String crewJson,
    @Nullable String requestId,
    Instant createdAt,
    @Nullable NodeId claimer,
    @Nullable IdempotencyKey key,
    Limits limits,
    @Nullable Webhook webhook) {
  public static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();
  private static final AtomicLong COUNT = new AtomicLong();

  /** Accepted a millisecond after the one before, by ann, for the queue. */
  public static Draft draft() {
    return new Draft(
        new ExecutionId(IDS.generate().toString()),
        "ann",
        "support",
        "hash-1",
        "{\"crew\":1}",
        null,
        START.plusMillis(COUNT.incrementAndGet()),
        null,
        null,
        new Limits(100_000, 100_000),
        null);
  }

  public Draft id(ExecutionId id) {
    return new Draft(
        id, caller, crewName, crewHash, crewJson, requestId, createdAt, claimer, key, limits,
        webhook);
  }

  public Draft caller(String caller) {
    return new Draft(
        id, caller, crewName, crewHash, crewJson, requestId, createdAt, claimer, key, limits,
        webhook);
  }

  public Draft crew(String crewName, String crewHash, String crewJson) {
    return new Draft(
        id, caller, crewName, crewHash, crewJson, requestId, createdAt, claimer, key, limits,
        webhook);
  }

  public Draft requestId(String requestId) {
    return new Draft(
        id, caller, crewName, crewHash, crewJson, requestId, createdAt, claimer, key, limits,
        webhook);
  }

  public Draft createdAt(Instant createdAt) {
    return new Draft(
        id, caller, crewName, crewHash, crewJson, requestId, createdAt, claimer, key, limits,
        webhook);
  }

  public Draft claimer(NodeId claimer) {
    return new Draft(
        id, caller, crewName, crewHash, crewJson, requestId, createdAt, claimer, key, limits,
        webhook);
  }

  /** An idempotency key of the draft's caller. */
  public Draft key(String key, String bodyHash, Instant keptUntil) {
    return key(new IdempotencyKey(caller, "execute", key, bodyHash, keptUntil));
  }

  public Draft key(IdempotencyKey key) {
    return new Draft(
        id, caller, crewName, crewHash, crewJson, requestId, createdAt, claimer, key, limits,
        webhook);
  }

  public Draft limits(int queuedMax, int callerOpenMax) {
    var limits = new Limits(queuedMax, callerOpenMax);
    return new Draft(
        id, caller, crewName, crewHash, crewJson, requestId, createdAt, claimer, key, limits,
        webhook);
  }

  /** It calls back for these types. */
  public Draft webhook(String... events) {
    return webhook(new Webhook("https://example.com/hook", List.of(events)));
  }

  public Draft webhook(Webhook webhook) {
    return new Draft(
        id, caller, crewName, crewHash, crewJson, requestId, createdAt, claimer, key, limits,
        webhook);
  }

  /** What the submission's journal folds to. */
  public Summary summary() {
    return new Summary(
        id,
        crewName,
        caller,
        claimer == null ? Status.QUEUED : Status.RUNNING,
        null,
        requestId,
        createdAt,
        claimer == null ? null : createdAt,
        null,
        Usage.NONE,
        null,
        1);
  }

  /** The events of the submission. */
  public List<Event> events() {
    return List.of(
        new Event(
            1,
            createdAt,
            new EventData.ExecutionAccepted(
                id,
                crewName,
                crewHash,
                Map.of("ticket", "It broke"),
                caller,
                requestId,
                Duration.ofMinutes(5),
                createdAt.plusSeconds(300),
                null,
                Map.of(),
                null,
                List.of(),
                Map.of(),
                webhook,
                1)));
  }

  public Submission submission() {
    return new Submission(id, crewHash, crewJson, events(), summary(), claimer, key, limits);
  }
}
