package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.Submission;
import dev.rcrewai.store.Listeners;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/** Accepts executions of one caller for the queue, all or none. */
final class AcceptAll implements Write<Acceptance> {
  private final List<Accept> all;

  AcceptAll(List<Submission> all, InstantSource clock) {
    this.all = all.stream().map(one -> new Accept(one, clock)).toList();
  }

  @Override
  public Acceptance apply(Tables tables, Totals totals) throws SQLException {
    var first = all.getFirst();
    var refusal = first.earlier(tables).or(() -> first.full(totals, all.size()));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    for (var one : all) {
      one.insert(tables, totals);
    }
    all.forEach(one -> one.count(totals));
    return new Acceptance.Stored();
  }

  @Override
  public void announce(Acceptance answer, Listeners listeners) {
    all.forEach(one -> one.announce(answer, listeners));
  }

  @Override
  public int bytes() {
    return all.stream().mapToInt(Accept::bytes).sum();
  }
}
