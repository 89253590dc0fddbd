package dev.rcrewai.drill;

import java.time.Duration;

/** Something that a drill does to a node or to the store, and heals again. */
sealed interface Fault {
  /** {@code kill -9}, and another process in its place after a while. */
  record KillNode(int node, Duration down) implements Fault {}

  /** SIGSTOP for longer than its lease, then SIGCONT. */
  record PauseNode(int node, Duration pause) implements Fault {}

  /** SIGTERM; another process in its place when it has exited. */
  record RestartNode(int node) implements Fault {}

  /** {@code kill -9} of the store; it is back on the same data after a while. */
  record KillStore(Duration down) implements Fault {}

  /** Both at the same moment; the store is back first. */
  record KillStoreAndNode(int node, Duration down) implements Fault {}

  /** As a schedule has it. */
  default String text() {
    return switch (this) {
      case KillNode(int node, var down) -> "kill -9 node %d, down %d ms".formatted(node, ms(down));
      case PauseNode(int node, var pause) -> "SIGSTOP node %d for %d ms".formatted(node, ms(pause));
      case RestartNode(int node) -> "SIGTERM node %d".formatted(node);
      case KillStore(var down) -> "kill -9 store, down %d ms".formatted(ms(down));
      case KillStoreAndNode(int node, var down) ->
          "kill -9 store and node %d, down %d ms".formatted(node, ms(down));
    };
  }

  private static long ms(Duration time) {
    return time.toMillis();
  }
}
