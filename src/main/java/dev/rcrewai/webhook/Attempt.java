package dev.rcrewai.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one try. */
sealed interface Attempt {
  /** The receiver has it. */
  record Delivered() implements Attempt {}

  /** The receiver wants nothing more from us: 410. */
  record Gone() implements Attempt {
    static final String ERROR = "HTTP 410: the receiver wants no more";
  }

  /**
   * It did not get there, or was not taken.
   *
   * @param error why, in words that its caller may read: no address, nothing of an answer's body
   * @param retryAfter how long the receiver wants us to wait, or null
   */
  record InVain(String error, @Nullable Duration retryAfter) implements Attempt {
    InVain(String error) {
      this(error, null);
    }
  }
}
