package dev.rcrewai.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an answer travels.
 *
 * @param latency before the first byte
 * @param tokensPerSecond pace of a streamed answer; 0 sends it at once
 * @param drip slices the body; null does not
 */
record Delivery(Latency latency, int tokensPerSecond, @Nullable Drip drip, Fault fault) {
  /** The longest that any answer takes; then its connection is closed. */
  static final Duration TIME_MAX = Duration.ofMinutes(10);

  static final Delivery AT_ONCE = new Delivery(Latency.NONE, 0, null, Fault.NONE);

  /** A time between two bounds, drawn for each request from what it asks. */
  record Latency(Duration from, Duration to) {
    static final Latency NONE = new Latency(Duration.ZERO, Duration.ZERO);

    /** The same fraction from 0 to 1 gives the same time. */
    long millis(double fraction) {
      return from.toMillis() + Math.round(to.minus(from).toMillis() * fraction);
    }
  }

  /** So many bytes, then a pause. */
  record Drip(int bytes, Duration every) {}

  /** What goes wrong on the way. */
  enum Fault {
    NONE,
    /** Nothing ever comes, and the connection stays open. */
    HANG,
    /** The connection is closed before the status line. */
    DROP_BEFORE_HEADERS,
    /** The connection is closed after half of the body. */
    DROP_MID_STREAM,
    /** The body ends halfway through its JSON, properly framed. */
    MALFORMED
  }
}
