package dev.rcrewai.execution;

import dev.rcrewai.step.ExecutionId;

/**
 * A node's right to advance one execution.
 *
 * @param epoch grows with every taker; the store refuses writes of an older one
 * @param deaths owners given up one after the other, with nothing recorded between them that is not
 *     done again ({@link Batch#isProgress})
 */
public record Lease(ExecutionId execution, NodeId node, long epoch, int deaths) {
  /** So many deaths make an execution a suspect: it runs alone. */
  public static final int DEATHS_OF_SUSPECT = 2;

  /** So many condemn it: nothing but itself can be the cause. */
  public static final int DEATHS_MAX = 3;

  /** The lease of an execution that nobody died with. */
  public Lease(ExecutionId execution, NodeId node, long epoch) {
    this(execution, node, epoch, 0);
  }

  /** Whether it may have killed its owners. */
  public boolean isSuspect() {
    return deaths == DEATHS_OF_SUSPECT;
  }

  /** Whether it has killed its owners; it is only ended. */
  public boolean isCondemned() {
    return deaths >= DEATHS_MAX;
  }
}
