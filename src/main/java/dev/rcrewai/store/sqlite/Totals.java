package dev.rcrewai.store.sqlite;

import dev.rcrewai.execution.Lease;
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
      """
      SELECT count(*) - count(deaths = %1$d OR NULL) AS plain, count(deaths = %1$d OR NULL) AS suspects
      FROM executions WHERE queued IS NOT NULL\
      """
          .formatted(Lease.DEATHS_OF_SUSPECT);

  private static final String OPEN =
      """
      SELECT caller, count(*) AS n FROM executions
      WHERE status IN ('queued', 'running', 'waiting') GROUP BY caller\
      """;

  private final Map<String, Integer> openByCaller = new HashMap<>();
  private final Set<String> crews = new HashSet<>();
  private QueueSize queue = new QueueSize(0, 0);
  private int keysSinceSweep;

  /** Takes the figures from the file. */
  void load(Sql sql) throws SQLException {
    crews.clear();
    openByCaller.clear();
    queue = sql.call(QUEUED).first(Totals::size).orElseThrow();
    for (var open : sql.call(OPEN).all(Totals::entry)) {
      openByCaller.put(open.getKey(), open.getValue());
    }
  }

  private static Map.Entry<String, Integer> entry(Row row) throws SQLException {
    return Map.entry(row.text("caller"), (int) row.number("n"));
  }

  private static QueueSize size(Row row) throws SQLException {
    return new QueueSize((int) row.number("plain"), (int) row.number("suspects"));
  }

  /** Executions in the queue, without the suspects. */
  int queued() {
    return queue.plain();
  }

  QueueSize size() {
    return queue;
  }

  int open(String caller) {
    return openByCaller.getOrDefault(caller, 0);
  }

  boolean knowsCrew(String hash) {
    return crews.contains(hash);
  }

  /** One with so many deaths is in the queue. */
  void queued(int deaths) {
    addQueued(deaths, 1);
  }

  /** One is in the queue no more. */
  void claimed(Lease lease) {
    addQueued(lease.deaths(), -1);
  }

  private void addQueued(int deaths, int more) {
    boolean suspect = deaths == Lease.DEATHS_OF_SUSPECT;
    queue =
        suspect
            ? new QueueSize(queue.plain(), queue.suspects() + more)
            : new QueueSize(queue.plain() + more, queue.suspects());
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
