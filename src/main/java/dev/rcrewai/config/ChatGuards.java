package dev.rcrewai.config;

import java.time.Duration;

/**
 * What stands between a chat and its provider.
 *
 * @param retryLimit further attempts after the first
 * @param retryDelay the base of the exponential back-off
 * @param concurrentMax chat calls in flight per provider on this node
 * @param queuedMax chat calls waiting for one of these slots
 * @param queueTimeout how long one of them may wait
 * @param breakerFailuresMax failures in {@code breakerWindow} that open the circuit breaker
 * @param breakerWindow the rolling window of the breaker
 * @param breakerReset how long it stays open before one probe is let through
 */
public record ChatGuards(
    int retryLimit,
    Duration retryDelay,
    int concurrentMax,
    int queuedMax,
    Duration queueTimeout,
    int breakerFailuresMax,
    Duration breakerWindow,
    Duration breakerReset) {
  public ChatGuards {
    Require.atLeast("retryLimit", retryLimit, 0);
    Require.notNegative("retryDelay", retryDelay);
    Require.atLeast("concurrentMax", concurrentMax, 1);
    Require.atLeast("queuedMax", queuedMax, 0);
    Require.positive("queueTimeout", queueTimeout);
    Require.atLeast("breakerFailuresMax", breakerFailuresMax, 1);
    Require.positive("breakerWindow", breakerWindow);
    Require.positive("breakerReset", breakerReset);
  }
}
