package dev.rcrewai.store.sqlite;

import java.sql.SQLException;
import java.util.List;

/**
 * The tables and how they came to be. A migration that was ever released is never changed; the
 * file's {@code user_version} counts those that it has seen.
 */
final class Schema {
  /**
   * Rows of a journal lie in the order they were written, not by execution: batches of many
   * executions that are appended together share pages, which is a third of the work (measured).
   */
  private static final String[] FIRST = {
    """
    CREATE TABLE executions (
      id BLOB PRIMARY KEY,
      crew_name TEXT NOT NULL,
      caller TEXT NOT NULL,
      status TEXT NOT NULL,
      outcome TEXT,
      request_id TEXT,
      created_at INTEGER NOT NULL,
      started_at INTEGER,
      ended_at INTEGER,
      input_tokens INTEGER NOT NULL,
      cached_tokens INTEGER NOT NULL,
      output_tokens INTEGER NOT NULL,
      reasoning_tokens INTEGER NOT NULL,
      cost_usd TEXT,
      last_seq INTEGER NOT NULL,
      node TEXT,
      epoch INTEGER NOT NULL,
      queued INTEGER,
      signalled INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID\
    """,
    "CREATE INDEX executions_created ON executions (created_at)",
    "CREATE INDEX executions_caller ON executions (caller, created_at)",
    "CREATE INDEX executions_caller_status ON executions (caller, status, created_at)",
    "CREATE INDEX executions_status ON executions (status, created_at)",
    "CREATE INDEX executions_crew ON executions (crew_name, created_at)",
    """
    CREATE INDEX executions_request ON executions (request_id, created_at)
    WHERE request_id IS NOT NULL\
    """,
    "CREATE INDEX executions_queue ON executions (queued) WHERE queued IS NOT NULL",
    """
    CREATE TABLE batches (
      execution BLOB NOT NULL,
      first_seq INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      events TEXT NOT NULL
    ) STRICT\
    """,
    "CREATE UNIQUE INDEX batches_execution ON batches (execution, last_seq)",
    """
    CREATE TABLE crews (
      hash TEXT NOT NULL UNIQUE,
      crew TEXT NOT NULL
    ) STRICT\
    """,
    """
    CREATE TABLE signals (
      execution BLOB NOT NULL,
      key TEXT NOT NULL,
      signal TEXT NOT NULL,
      UNIQUE (execution, key)
    ) STRICT\
    """,
    """
    CREATE TABLE keys (
      caller TEXT NOT NULL,
      operation TEXT NOT NULL,
      key TEXT NOT NULL,
      body_hash TEXT NOT NULL,
      execution BLOB NOT NULL,
      kept_until INTEGER NOT NULL,
      PRIMARY KEY (caller, operation, key)
    ) STRICT, WITHOUT ROWID\
    """,
    "CREATE INDEX keys_kept_until ON keys (kept_until)"
  };

  /** Callers take turns; deadlines hold in the queue; owners that died are counted. */
  private static final String[] FAIR = {
    "ALTER TABLE executions ADD COLUMN deadline INTEGER",
    "ALTER TABLE executions ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0",
    "UPDATE executions SET queued = 1 WHERE queued IS NOT NULL",
    "DROP INDEX executions_queue",
    "CREATE INDEX executions_queue ON executions (queued, id) WHERE queued IS NOT NULL",
    """
    CREATE INDEX executions_caller_queue ON executions (caller, queued)
    WHERE queued IS NOT NULL\
    """,
    "CREATE INDEX executions_deadline ON executions (deadline) WHERE queued IS NOT NULL",
    "CREATE INDEX keys_execution ON keys (execution)"
  };

  /** What executions, crews and callers spend; a reservation is there until it is settled. */
  private static final String[] BUDGETS = {
    """
    CREATE TABLE accounts (
      account TEXT PRIMARY KEY,
      spent_tokens INTEGER NOT NULL DEFAULT 0,
      held_tokens INTEGER NOT NULL DEFAULT 0,
      spent_nano_usd INTEGER NOT NULL DEFAULT 0,
      held_nano_usd INTEGER NOT NULL DEFAULT 0,
      kept_until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID\
    """,
    "CREATE INDEX accounts_kept_until ON accounts (kept_until)",
    """
    CREATE TABLE reservations (
      id TEXT PRIMARY KEY,
      kept_until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID\
    """,
    "CREATE INDEX reservations_kept_until ON reservations (kept_until)"
  };

  /** What waits for people is looked at when the first of its questions expires. */
  private static final String[] PEOPLE = {
    "CREATE INDEX executions_expiry ON executions (deadline) WHERE status = 'waiting'"
  };

  /** How far webhooks have been told. */
  private static final String[] DELIVERIES = {
    """
    CREATE TABLE deliveries (
      execution BLOB PRIMARY KEY,
      seq INTEGER NOT NULL,
      wanted INTEGER NOT NULL,
      since INTEGER NOT NULL,
      due INTEGER,
      claim INTEGER NOT NULL DEFAULT 0,
      tries INTEGER NOT NULL DEFAULT 0,
      error TEXT
    ) STRICT, WITHOUT ROWID\
    """,
    "CREATE INDEX deliveries_due ON deliveries (due) WHERE due IS NOT NULL",
    "CREATE INDEX deliveries_since ON deliveries (since) WHERE due IS NOT NULL",
    "CREATE INDEX deliveries_dead ON deliveries (execution) WHERE due IS NULL AND wanted > seq"
  };

  /** What crews remember for their callers. */
  private static final String[] MEMORIES = {
    """
    CREATE TABLE memories (
      id TEXT NOT NULL UNIQUE,
      caller TEXT NOT NULL,
      crew_name TEXT NOT NULL,
      kind TEXT NOT NULL,
      execution BLOB NOT NULL,
      text TEXT NOT NULL,
      at INTEGER NOT NULL,
      embedder TEXT,
      vector BLOB
    ) STRICT\
    """,
    "CREATE INDEX memories_scope ON memories (caller, crew_name, kind, at, id)",
    "CREATE INDEX memories_caller ON memories (caller, at, id)",
    "CREATE INDEX memories_at ON memories (at)"
  };

  private static final List<String[]> MIGRATIONS =
      List.of(FIRST, FAIR, BUDGETS, PEOPLE, DELIVERIES, MEMORIES);

  private Schema() {}

  /** Brings the file up to this version; refuses a file that is ahead of it. */
  static void migrate(Sql sql) throws SQLException {
    int seen = version(sql);
    if (seen > MIGRATIONS.size()) {
      throw new IllegalStateException(
          ("executions.db has schema %d; this server knows schemas up to %d:"
                  + " start the server that wrote it, or a newer one")
              .formatted(seen, MIGRATIONS.size()));
    }
    for (int next = seen; next < MIGRATIONS.size(); next++) {
      sql.run(MIGRATIONS.get(next));
      sql.run("PRAGMA user_version = " + (next + 1));
    }
    sql.commit();
  }

  private static int version(Sql sql) throws SQLException {
    return sql.call("PRAGMA user_version")
        .first(row -> row.number("user_version"))
        .orElseThrow()
        .intValue();
  }
}
