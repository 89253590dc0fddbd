package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Submission;
import dev.rcrewai.store.Nanos;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Accepts executions: key, limits, crew, row and first batch in one call of {@code accept_1}. */
final class Acceptances {
  private static final int ARGUMENTS = 28;
  private static final String QUEUE = "";
  private static final String ACCEPT =
      IntStream.rangeClosed(1, ARGUMENTS)
          .mapToObj(i -> "$" + i)
          .collect(Collectors.joining(", ", "SELECT * FROM accept_1(", ")"));

  /** The same, and the webhook is to be told of it. */
  private static final String ACCEPT_AND_WANT =
      ACCEPT.replace(
              "SELECT *",
              "SELECT a.*, CASE WHEN answer = 'stored' THEN want_1($1, 0, $29, $30) END")
          + " AS a";

  private final Database database;
  private final InstantSource clock;
  private final Tally queued = new Tally();
  private final Tally open = new Tally();

  Acceptances(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  Future<Acceptance> accept(Submission submission) {
    var wanted = submission.lastWanted();
    var accepted =
        wanted == null
            ? database.run(ACCEPT, arguments(submission, 0))
            : database.run(
                ACCEPT_AND_WANT, Deliveries.withWanted(arguments(submission, 0), wanted));
    return accepted.map(rows -> {
      var row = rows.iterator().next();
      var answer = answer(row);
      if (!submission.limits().equals(Submission.Limits.NOTHING_NEW)) { // counts go up to limits
        count(submission, row, answer instanceof Acceptance.Stored);
      }
      return answer;
    });
  }

  /** Each counts what those before it added; a refusal of any undoes them. */
  Future<Acceptance> acceptAll(List<Submission> all) {
    var arguments = new ArrayList<Tuple>(all.size());
    for (int i = 0; i < all.size(); i++) {
      arguments.add(Tuple.wrap(arguments(all.get(i), all.size() - 1 - i)));
    }
    return database
        .runAll(
            ACCEPT,
            arguments,
            row -> {
              var answer = answer(row);
              if (!(answer instanceof Acceptance.Stored)) {
                throw new Undone(answer);
              }
            })
        .map(_ -> {
          all.forEach(one -> {
            open.added(one.summary().caller());
            queued.added(QUEUE);
          });
          return (Acceptance) new Acceptance.Stored();
        })
        .recover(failure ->
            failure instanceof Undone undone
                ? Future.succeededFuture(undone.answer)
                : Future.failedFuture(failure));
  }

  /** Rolls a transaction back. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Acceptance answer;

    Undone(Acceptance answer) {
      super("not accepted", null, false, false);
      this.answer = answer;
    }
  }

  private void count(Submission submission, Row row, boolean isStored) {
    var caller = submission.summary().caller();
    open.counted(caller, row.getInteger("open_now"));
    queued.counted(QUEUE, row.getInteger("queued_now"));
    if (isStored) {
      open.added(caller);
    }
    if (isStored && submission.claimer() == null) {
      queued.added(QUEUE);
    }
  }

  /** With room for so many more behind it. */
  private @Nullable Object[] arguments(Submission submission, int more) {
    var summary = submission.summary();
    var usage = summary.usage();
    var claimer = submission.claimer();
    var key = submission.key();
    int queuedMax = submission.limits().queuedMax() - more;
    int openMax = submission.limits().callerOpenMax() - more;
    return new @Nullable Object[] {
      SummaryRow.uuid(submission.id()),
      summary.crewName(),
      summary.caller(),
      summary.status().word(),
      summary.requestId(),
      Nanos.of(summary.createdAt()),
      SummaryRow.nanos(summary.startedAt()),
      usage.inputTokens(),
      usage.cachedTokens(),
      usage.outputTokens(),
      usage.reasoningTokens(),
      summary.costUsd(),
      summary.lastSeq(),
      Nanos.of(submission.deadline()),
      claimer == null ? null : claimer.text(),
      submission.crewHash(),
      submission.crewJson(),
      Json.events(submission.events()),
      key == null ? null : key.caller(),
      key == null ? null : key.operation(),
      key == null ? null : key.key(),
      key == null ? null : key.bodyHash(),
      key == null ? null : Nanos.of(key.keptUntil()),
      Nanos.of(clock.instant()),
      queuedMax,
      openMax,
      !queued.isFarFrom(QUEUE, queuedMax),
      !open.isFarFrom(summary.caller(), openMax)
    };
  }

  private static Acceptance answer(Row row) {
    return switch (row.getString("answer")) {
      case "stored" -> new Acceptance.Stored();
      case "replayed" -> new Acceptance.Replayed(SummaryRow.id(row, "earlier"));
      case "key_reused" -> new Acceptance.KeyReused(SummaryRow.id(row, "earlier"));
      case "queue_full" -> new Acceptance.QueueFull(row.getInteger("queued_now"));
      case "caller_full" -> new Acceptance.CallerFull(row.getInteger("open_now"));
      case String other -> throw new IllegalStateException("accept_1 answered " + other);
    };
  }
}
