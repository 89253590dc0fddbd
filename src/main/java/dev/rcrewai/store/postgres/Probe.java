package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.StoreHealth;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;

/** Writes and reads a row, and says what a commit is worth with the server's settings. */
record Probe(Database database) {
  private static final String PROBE =
      """
      INSERT INTO probe (at) VALUES (clock_timestamp())
      ON CONFLICT (one) DO UPDATE SET at = excluded.at
      RETURNING current_setting('synchronous_commit') AS synchronous_commit,
        current_setting('fsync') AS fsync,
        current_setting('full_page_writes') AS full_page_writes,
        current_setting('synchronous_standby_names') AS standbys\
      """;

  Future<StoreHealth> run() {
    return database.run(PROBE).map(rows -> health(rows.iterator().next()));
  }

  private static StoreHealth health(Row row) {
    var commit = row.getString("synchronous_commit");
    var settings =
        "synchronous_commit=%s, fsync=%s, full_page_writes=%s"
            .formatted(commit, row.getString("fsync"), row.getString("full_page_writes"));
    if (commit.equals("off")) {
      return new StoreHealth(
          "a crash of PostgreSQL loses what it committed within the last moment: " + settings,
          false);
    }
    if (row.getString("fsync").equals("off") || row.getString("full_page_writes").equals("off")) {
      return new StoreHealth(
          "a crash of PostgreSQL's machine can lose or damage everything: " + settings, false);
    }
    boolean isReplicated = !row.getString("standbys").isEmpty() && !commit.equals("local");
    return new StoreHealth(
        "PostgreSQL keeps a commit on its disk"
            + (isReplicated ? " and with its synchronous standbys" : "")
            + " before it answers: "
            + settings,
        true);
  }
}
