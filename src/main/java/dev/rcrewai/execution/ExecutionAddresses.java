package dev.rcrewai.execution;

import dev.rcrewai.bus.Address;
import dev.rcrewai.step.ExecutionId;

/** The addresses between admission and the crew verticles of this node. */
public final class ExecutionAddresses {
  /** One crew verticle takes it; the reply (null) says that it has. */
  public static final Address<RunLease, Void> RUN =
      new Address<>("execution.run", RunLease.class, Void.class);

  /** A signal waits in the store for this execution; whoever runs it reads it. */
  public static final Address<ExecutionId, Void> SIGNALLED =
      Address.oneWay("execution.signalled", ExecutionId.class);

  /** Every run of this node starts nothing more, and goes on elsewhere at its next step. */
  public static final Address<NodeId, Void> HAND_OVER =
      Address.oneWay("execution.hand_over", NodeId.class);

  /** The leases taken under this name are lost; their runs are dropped as they stand. */
  public static final Address<NodeId, Void> LEASES_LOST =
      Address.oneWay("execution.leases_lost", NodeId.class);

  private ExecutionAddresses() {}
}
