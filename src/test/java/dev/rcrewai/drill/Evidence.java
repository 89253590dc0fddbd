package dev.rcrewai.drill;

import static java.util.stream.Collectors.toSet;

import dev.rcrewai.drill.Nemesis.Applied;
import dev.rcrewai.drill.Nemesis.Waking;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What everybody involved says after a drill.
 *
 * @param accepted ids that callers were given, by word
 * @param listed the words of all executions that the server lists, one for each
 * @param histories the journals, by word
 * @param calls what the provider was asked
 * @param followed what readers of event streams saw, by word
 * @param faults what was done to the nodes
 * @param wakings of nodes that were paused
 * @param strange answers and ends that should not have been
 */
record Evidence(
    Map<String, String> accepted,
    List<String> listed,
    Map<String, History> histories,
    List<Call> calls,
    Map<String, List<Long>> followed,
    List<Applied> faults,
    List<Waking> wakings,
    List<String> strange) {
  /** A node has as many; each writes one request at a time. */
  private static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();

  /** Calls whose results the faults may have lost; each explains one more call. */
  long repeatable() {
    return faults.stream().flatMap(fault -> fault.hit().stream()).distinct().count();
  }

  /**
   * Calls on which an event loop was at work when its node was stopped: it had asked whether its
   * lease holds, and wrote to the socket when it was woken. No client can make one step of the two.
   */
  Set<Call> amidst() {
    return wakings.stream()
        .flatMap(waking -> calls.stream().filter(waking::isAmidst).limit(EVENT_LOOPS))
        .collect(toSet());
  }

  /** Calls beyond those whose results are recorded. */
  long repeated() {
    return calls.size() - recorded();
  }

  /** Chats whose results are recorded. */
  long recorded() {
    return histories.values().stream().mapToLong(history -> history.chats().size()).sum();
  }
}
