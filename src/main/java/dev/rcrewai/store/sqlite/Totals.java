package dev.rcrewai.store.sqlite;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the writer knows without asking the file: how many executions are queued, how many of each
 * caller are open, and crews that are stored. Changed only after a write's last statement, so that
 * a write that fails has changed nothing. Used by the writer thread only.
 */
final class Totals {
  private static final int CREWS_MAX = 1_024;

  private static final String QUEUED =
      "SELECT count(*) AS n FROM executions WHERE queued IS NOT NULL";
  private static final String OPEN =
      """
      SELECT caller, count(*) AS n FROM executions
      WHERE status IN ('queued', 'running', 'waiting') GROUP BY caller\
      """;

  private final Map<String, Integer> openByCaller = new HashMap<>();
  private final Set<String> crews = new HashSet<>();
  private int queued;
  private int keysSinceSweep;

  /** Takes the figures from the file. */
  void load(Sql sql) throws SQLException {
    crews.clear();
    openByCaller.clear();
    queued = sql.call(QUEUED).first(row -> (int) row.number("n")).orElseThrow();
    for (var open : sql.call(OPEN).all(Totals::entry)) {
      openByCaller.put(open.getKey(), open.getValue());
    }
  }

  private static Map.Entry<String, Integer> entry(Row row) throws SQLException {
    return Map.entry(row.text("caller"), (int) row.number("n"));
  }

  int queued() {
    return queued;
  }

  int open(String caller) {
    return openByCaller.getOrDefault(caller, 0);
  }

  boolean knowsCrew(String hash) {
    return crews.contains(hash);
  }

  void addQueued(int more) {
    queued += more;
  }

  void opened(String caller) {
    openByCaller.merge(caller, 1, Integer::sum);
  }

  void ended(String caller) {
    openByCaller.computeIfPresent(caller, (name, open) -> open == 1 ? null : open - 1);
  }

  /** Whether it is time to delete old keys: often enough to delete more than come. */
  boolean sweepDueAfterKey() {
    keysSinceSweep = (keysSinceSweep + 1) % (KeyTable.SWEPT_MAX / 2);
    return keysSinceSweep == 0;
  }

  void crewStored(String hash) {
    if (crews.size() >= CREWS_MAX) {
      crews.clear();
    }
    crews.add(hash);
  }
}
