package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.StoreHealth;
import io.vertx.core.Future;

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
    return database
        .run(PROBE)
        .map(rows -> {
          var row = rows.iterator().next();
          return health(
              row.getString("synchronous_commit"),
              row.getString("fsync"),
              row.getString("full_page_writes"),
              row.getString("standbys"));
        });
  }

  static StoreHealth health(String commit, String fsync, String pages, String standbys) {
    var settings =
        "synchronous_commit=%s, fsync=%s, full_page_writes=%s".formatted(commit, fsync, pages);
    if (commit.equals("off")) {
      return new StoreHealth(
          "a crash of PostgreSQL loses what it committed in the last moment: " + settings, false);
    }
    if (fsync.equals("off") || pages.equals("off")) {
      return new StoreHealth(
          "a crash of PostgreSQL's machine can lose or damage everything: " + settings, false);
    }
    boolean isReplicated = !standbys.isEmpty() && !commit.equals("local");
    return new StoreHealth(
        "PostgreSQL keeps a commit on its disk"
            + (isReplicated ? " and with its synchronous standbys" : "")
            + " before it answers: "
            + settings,
        true);
  }
}
