package dev.rcrewai.config;

/**
 * How much a provider may be asked per minute, all nodes together.
 *
 * @param requestsPerMinute 0 for any number
 * @param tokensPerMinute 0 for any number
 */
public record RateSettings(int requestsPerMinute, int tokensPerMinute) {
  /** A provider that may be asked as much as it will bear. */
  public static final RateSettings NONE = new RateSettings(0, 0);

  public RateSettings {
    Require.atLeast("requestsPerMinute", requestsPerMinute, 0);
    Require.atLeast("tokensPerMinute", tokensPerMinute, 0);
  }
}
