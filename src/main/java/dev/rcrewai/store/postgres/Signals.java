package dev.rcrewai.store.postgres;

import dev.rcrewai.execution.Signal;
import dev.rcrewai.execution.SignalResult;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.SignalJson;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;

/** Messages to executions, each key once. */
record Signals(Database database) {
  private static final String LEAVE = "SELECT answer, woken FROM signal_1($1, $2, $3)";

  private static final String READ =
      "SELECT signal FROM signals WHERE execution = $1 ORDER BY place";

  /**
   * What became of a signal.
   *
   * @param isWoken whether its execution waited, and is in the queue now
   */
  record Left(SignalResult result, boolean isWoken) {}

  Future<Left> leave(ExecutionId id, Signal signal) {
    return database
        .run(LEAVE, SummaryRow.uuid(id), signal.key(), SignalJson.write(signal))
        .map(rows -> {
          var row = rows.iterator().next();
          var answer = row.getString("answer").toUpperCase(Locale.ROOT);
          return new Left(SignalResult.valueOf(answer), row.getBoolean("woken"));
        });
  }

  Future<List<Signal>> read(ExecutionId id) {
    return database
        .run(READ, SummaryRow.uuid(id))
        .map(rows -> rows.stream().map(row -> SignalJson.read(row.getString("signal"))).toList());
  }
}
