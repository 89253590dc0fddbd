package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.Appended;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Submission;
import dev.rcrewai.store.Listeners;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accepts an execution: key, limits, crew, first batch and row, at once. */
final class Accept implements Write<Acceptance> {
  private final Submission submission;
  private final String events;
  private final InstantSource clock;

  Accept(Submission submission, InstantSource clock) {
    this.submission = submission;
    this.events = Json.events(submission.events());
    this.clock = clock;
  }

  @Override
  public Acceptance apply(Tables tables, Totals totals) throws SQLException {
    var earlier = earlier(tables);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    var full = full(totals, 1);
    if (full.isPresent()) {
      return full.get();
    }
    insert(tables, totals);
    count(totals);
    return new Acceptance.Stored();
  }

  Optional<Acceptance> earlier(Tables tables) throws SQLException {
    var key = submission.key();
    if (key == null) {
      return Optional.empty();
    }
    return tables
        .keys()
        .find(key, clock.instant())
        .map(found ->
            found.bodyHash().equals(key.bodyHash())
                ? new Acceptance.Replayed(found.execution())
                : new Acceptance.KeyReused(found.execution()));
  }

  /** Where there is no room for so many. */
  Optional<Acceptance> full(Totals totals, int count) {
    int open = totals.open(submission.summary().caller());
    if (open + count > submission.limits().callerOpenMax()) {
      return Optional.of(new Acceptance.CallerFull(open));
    }
    if (submission.claimer() == null && totals.queued() + count > submission.limits().queuedMax()) {
      return Optional.of(new Acceptance.QueueFull(totals.queued()));
    }
    return Optional.empty();
  }

  void insert(Tables tables, Totals totals) throws SQLException {
    var id = submission.id();
    tables.executions().insert(submission, tag(tables));
    tables.journal().insert(id, submission.events(), events);
    if (!totals.knowsCrew(submission.crewHash())) {
      tables.crews().insert(submission.crewHash(), submission.crewJson());
    }
    var wanted = submission.lastWanted();
    if (wanted != null) {
      tables.deliveries().want(id, 0, wanted);
    }
    var key = submission.key();
    if (key != null) {
      tables.keys().put(key, id);
      if (totals.sweepDueAfterKey()) {
        tables.keys().sweep(clock.instant());
      }
    }
  }

  private @Nullable Long tag(Tables tables) throws SQLException {
    return submission.claimer() == null ? tables.queue().tag(submission.summary().caller()) : null;
  }

  void count(Totals totals) {
    totals.crewStored(submission.crewHash());
    totals.opened(submission.summary().caller());
    if (submission.claimer() == null) {
      totals.queued(0);
    }
  }

  @Override
  public void announce(Acceptance answer, Listeners listeners) {
    if (answer instanceof Acceptance.Stored) {
      listeners.appended(new Appended(submission.id(), submission.events()));
      if (submission.lastWanted() != null) {
        listeners.due();
      }
    }
  }

  @Override
  public int bytes() {
    return 2 * ROW_BYTES + events.length() + submission.crewJson().length();
  }
}
