package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.execution.Batch;
import dev.rcrewai.execution.Submission;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * What is accepted and what is appended, in the same groups: a statement for both, and so one
 * commit. With a group of each on its way, both would wait for the sync of the other's commit. It
 * accepts before it appends, so that everybody takes locks in one order.
 */
final class Writes {
  private static final String ACCEPT = Acceptances.select(1);
  private static final String APPEND = Journals.select(1);
  private static final String BOTH =
      ACCEPT + " UNION ALL " + Journals.select(1 + Acceptances.PARAMETERS);

  private final Database database;
  private final Acceptances acceptances;
  private final Groups<Groups.Write, Object> groups;

  Writes(Vertx vertx, Database database, Acceptances acceptances) {
    this.database = database;
    this.acceptances = acceptances;
    this.groups = new Groups<>(vertx, database.waitMax(), this::write);
  }

  Future<Acceptance> accept(Submission submission) {
    return groups.submit(Acceptances.Entry.of(submission)).map(Acceptance.class::cast);
  }

  Future<Journals.Appended> append(Batch batch) {
    return groups.submit(Journals.Entry.of(batch)).map(Journals.Appended.class::cast);
  }

  private Future<List<Object>> write(List<Groups.Write> group) {
    var accepted = only(Acceptances.Entry.class, group);
    var appended = only(Journals.Entry.class, group);
    return run(accepted, appended)
        .map(rows -> {
          var ofAccepted = acceptances.answers(accepted, those(rows, true)).iterator();
          var ofAppended = Journals.answers(appended, those(rows, false)).iterator();
          return group.stream()
              .<Object>map(write ->
                  write instanceof Acceptances.Entry ? ofAccepted.next() : ofAppended.next())
              .toList();
        });
  }

  private Future<RowSet<Row>> run(List<Acceptances.Entry> accepted, List<Journals.Entry> appended) {
    var arguments = Tuple.tuple();
    if (!accepted.isEmpty()) {
      acceptances.add(accepted, false, arguments);
    }
    if (!appended.isEmpty()) {
      Journals.add(appended, arguments);
    }
    var sql = appended.isEmpty() ? ACCEPT : accepted.isEmpty() ? APPEND : BOTH;
    return database.run(sql, arguments);
  }

  private static <W> List<W> only(Class<W> kind, List<Groups.Write> group) {
    return group.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static List<Row> those(RowSet<Row> rows, boolean isNew) {
    return rows.stream().filter(row -> row.getBoolean("is_new") == isNew).toList();
  }
}
