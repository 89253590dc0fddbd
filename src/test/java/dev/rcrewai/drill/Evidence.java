package dev.rcrewai.drill;

import dev.rcrewai.drill.Nemesis.Applied;
import java.util.List;
import java.util.Map;

/**
 * What everybody involved says after a drill.
 *
 * @param accepted ids that callers were given, by word
 * @param listed the words of all executions that the server lists, one for each
 * @param histories the journals, by word
 * @param calls what the provider was asked
 * @param followed what readers of event streams saw, by word
 * @param faults what was done to the nodes
 * @param strange answers and ends that should not have been
 */
record Evidence(
    Map<String, String> accepted,
    List<String> listed,
    Map<String, History> histories,
    List<Call> calls,
    Map<String, List<Long>> followed,
    List<Applied> faults,
    List<String> strange) {

  /** Calls whose results the faults may have lost; each explains one more call. */
  long repeatable() {
    return faults.stream().flatMap(fault -> fault.hit().stream()).distinct().count();
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
