package dev.rcrewai.tool;

import java.time.Duration;

/**
 * What a tool allows one call. The server's own limits ({@code TOOL_TIMEOUT}, {@code
 * TOOL_RESULT_MAX_CHARS}) hold as well: the smaller one counts.
 *
 * @param timeout of a call, waiting for its turn included
 * @param resultCharsMax the longest text that goes back to a model
 */
public record ToolLimits(Duration timeout, int resultCharsMax) {
  /** The server's limits alone: these are the largest that they can be. */
  public static final ToolLimits USUAL = new ToolLimits(Duration.ofHours(1), 1_000_000);

  public ToolLimits {
    if (!timeout.isPositive() || resultCharsMax < 1) {
      throw new IllegalArgumentException(
          "a tool's limits are %s and %d characters; expected more than nothing"
              .formatted(timeout, resultCharsMax));
    }
  }

  /** Less time than the server allows. */
  public static ToolLimits within(Duration timeout) {
    return new ToolLimits(timeout, USUAL.resultCharsMax);
  }
}
