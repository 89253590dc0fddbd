package dev.rcrewai.config;

import java.time.Duration;

/**
 * Bounds of executions.
 *
 * @param timeout the deadline of a request that names none
 * @param timeoutMax the longest a request may ask for
 * @param maxRetries each task's retries where neither request nor task says otherwise
 * @param concurrentMax executions running on this node at once
 * @param queuedMax executions waiting for a slot
 * @param callerConcurrentMax executions of one caller, running or queued; beyond it 429
 * @param shutdownGrace how long a drain waits for running executions
 * @param parallelTasksMax steps of one execution in flight at once
 * @param leaseTtl a node that has not renewed its leases for so long is given up
 * @param retention how long an ended execution is kept
 * @param inputExpiry how long a question to people stays open where its task says nothing of it
 * @param memoryRetention how long a crew remembers something for a caller
 */
public record ExecutionSettings(
    Duration timeout,
    Duration timeoutMax,
    int maxRetries,
    int concurrentMax,
    int queuedMax,
    int callerConcurrentMax,
    Duration shutdownGrace,
    int parallelTasksMax,
    Duration leaseTtl,
    Duration retention,
    Duration inputExpiry,
    Duration memoryRetention) {
  public ExecutionSettings {
    Require.positive("timeout", timeout);
    Require.that(
        timeout.compareTo(timeoutMax) <= 0,
        "timeout is " + timeout + "; expected at most timeoutMax, " + timeoutMax);
    Require.atLeast("maxRetries", maxRetries, 0);
    Require.atLeast("concurrentMax", concurrentMax, 1);
    Require.atLeast("queuedMax", queuedMax, 0);
    Require.atLeast("callerConcurrentMax", callerConcurrentMax, 1);
    Require.notNegative("shutdownGrace", shutdownGrace);
    Require.atLeast("parallelTasksMax", parallelTasksMax, 1);
    Require.positive("leaseTtl", leaseTtl);
    Require.positive("retention", retention);
    Require.positive("inputExpiry", inputExpiry);
    Require.positive("memoryRetention", memoryRetention);
  }
}
