package dev.rcrewai.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How one call is made. Immutable; each method returns a copy.
 *
 * @param timeout within which the server is to answer; it is waited for a second longer
 * @param headers sent beside those that the client sends itself
 */
public record CallOptions(Duration timeout, Map<String, String> headers) {
  /** Thirty seconds, and nothing beside. */
  public static final CallOptions DEFAULT = new CallOptions(Duration.ofSeconds(30), Map.of());

  public CallOptions {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout is " + timeout + "; it must be positive");
    }
    headers = Map.copyOf(headers);
  }

  /** Waits that long for an answer. */
  public CallOptions timeout(Duration max) {
    return new CallOptions(max, headers);
  }

  /** Makes a call that may be sent again: the same key and body is the same execution. */
  public CallOptions idempotencyKey(String key) {
    return header("idempotency-key", key);
  }

  /** Puts the execution into a trace (W3C Trace Context). */
  public CallOptions traceparent(String parent) {
    return header("traceparent", parent);
  }

  /** Sends a header that HTTP knows too, such as {@code provider-key} or {@code prefer}. */
  public CallOptions header(String name, String value) {
    var all = new HashMap<>(headers);
    all.put(name.toLowerCase(Locale.ROOT), value);
    return new CallOptions(timeout, all);
  }
}
