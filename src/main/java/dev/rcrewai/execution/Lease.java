package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;

/**
 * A node's right to advance one execution.
 *
 * @param epoch grows with every taker; the store refuses writes of an older one
 */
public record Lease(ExecutionId execution, NodeId node, long epoch) {}
