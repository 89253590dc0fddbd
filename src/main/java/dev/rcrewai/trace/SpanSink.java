package dev.rcrewai.trace;

import io.vertx.core.Future;

/** Where spans go. Thread-safe; never blocks and never fails whoever is traced. */
public interface SpanSink {
  Span begin(SpanStart start);

  /** Sends what has ended, within a bound, and takes no more. Never fails. */
  Future<Void> close();
}
