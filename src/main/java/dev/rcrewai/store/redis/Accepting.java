package dev.rcrewai.store.redis;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.Appended;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Submission;
import dev.rcrewai.execution.Submission.IdempotencyKey;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.Listeners;
import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Accepts executions. A crew travels only until Redis is known to have it. */
final class Accepting {
  private static final int CREWS_MAX = 1_024;

  private final Scripts scripts;
  private final Listeners listeners;
  private final InstantSource clock;
  private final Set<String> crews = ConcurrentHashMap.newKeySet();

  Accepting(Scripts scripts, Listeners listeners, InstantSource clock) {
    this.scripts = scripts;
    this.listeners = listeners;
    this.clock = clock;
  }

  /** Accepts executions of one crew, all or none. */
  Future<Acceptance> accept(List<Submission> all) {
    var first = all.getFirst();
    boolean isKnown = crews.contains(first.crewHash());
    return scripts
        .run(call(all, isKnown ? null : first.crewJson()))
        .compose(answer ->
            answer.get(0).toString().equals("crew-missing") // Redis lost what it had
                ? scripts.run(call(all, first.crewJson()))
                : Future.succeededFuture(answer))
        .map(Accepting::acceptance)
        .onSuccess(acceptance -> announce(acceptance, all));
  }

  Future<Optional<String>> crew(String hash) {
    return scripts
        .run(new Call(Script.CREW).text(hash))
        .map(answer -> Scripts.texts(answer).findFirst());
  }

  private Call call(List<Submission> all, @Nullable String crewJson) {
    var first = all.getFirst();
    var call =
        new Call(Script.ACCEPT)
            .text(first.summary().caller())
            .text(first.summary().crewName())
            .node(first.claimer())
            .text(first.crewHash())
            .text(crewJson);
    key(call, first.key())
        .number(first.limits().queuedMax())
        .number(first.limits().callerOpenMax());
    all.forEach(one -> add(call, one));
    return call;
  }

  private static void add(Call call, Submission submission) {
    var summary = submission.summary();
    call.id(submission.id())
        .text(Json.write(summary))
        .text(Json.events(submission.events()))
        .number(summary.lastSeq())
        .text(summary.status().word())
        .text(summary.requestId())
        .time(summary.createdAt())
        .time(submission.deadline())
        .event(submission.lastWanted());
  }

  /** A millisecond that has begun counts in the key's favour. */
  private Call key(Call call, @Nullable IdempotencyKey key) {
    return key == null
        ? call.text("").text("").number(0).number(0)
        : call.text(name(key))
            .text(key.bodyHash())
            .number(millis(key.keptUntil().plusNanos(999_999)))
            .number(millis(clock.instant()));
  }

  private static long millis(Instant instant) {
    return Math.floorDiv(Nanos.of(instant), 1_000_000);
  }

  /** One name for caller, operation and key, whatever is in them. */
  private static String name(IdempotencyKey key) {
    var text = Json.write(List.of(key.caller(), key.operation(), key.key()));
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Acceptance acceptance(Response answer) {
    var word = answer.get(0).toString();
    return switch (word) {
      case "stored" -> new Acceptance.Stored();
      case "replayed" -> new Acceptance.Replayed(new ExecutionId(answer.get(1).toString()));
      case "reused" -> new Acceptance.KeyReused(new ExecutionId(answer.get(1).toString()));
      case "queue-full" -> new Acceptance.QueueFull(answer.get(1).toInteger());
      case "caller-full" -> new Acceptance.CallerFull(answer.get(1).toInteger());
      default -> throw new IllegalStateException("accept.lua answered '" + word + "'");
    };
  }

  private void announce(Acceptance acceptance, List<Submission> all) {
    if (acceptance instanceof Acceptance.Stored) {
      if (crews.size() >= CREWS_MAX) {
        crews.clear();
      }
      for (var one : all) {
        crews.add(one.crewHash());
        listeners.appended(new Appended(one.id(), one.events()));
        if (one.lastWanted() != null) {
          listeners.due();
        }
      }
    }
  }
}
