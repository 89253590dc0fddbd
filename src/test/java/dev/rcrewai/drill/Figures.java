package dev.rcrewai.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How much was done in a drill, and how much of it was hit. */
record Figures(
    int accepted,
    int attempts,
    int replayed,
    long completed,
    long events,
    Map<String, Integer> faults,
    long hits,
    long faultsThatHit,
    long takeovers,
    long calls,
    long recorded,
    long repeated,
    int streams,
    int connections,
    long streamed,
    Duration took) {

  static Figures of(
      Evidence evidence, Callers callers, Collection<Follower> followers, Duration took) {
    var faults = new TreeMap<String, Integer>();
    evidence
        .faults()
        .forEach(
            applied -> faults.merge(applied.fault().getClass().getSimpleName(), 1, Integer::sum));
    var histories = evidence.histories().values();
    return new Figures(
        evidence.accepted().size(),
        callers.attempts(),
        callers.replayed(),
        histories.stream().filter(History::isCompleted).count(),
        histories.stream().mapToLong(history -> history.events().size()).sum(),
        faults,
        evidence.repeatable(),
        evidence.faults().stream().filter(applied -> !applied.hit().isEmpty()).count(),
        histories.stream().mapToLong(History::takeovers).sum(),
        evidence.calls().size(),
        evidence.recorded(),
        evidence.repeated(),
        followers.size(),
        followers.stream().mapToInt(Follower::connections).sum(),
        followers.stream().mapToLong(follower -> follower.seqs().size()).sum(),
        took);
  }

  /** Where nothing happened nothing can be broken: what was too little to prove anything. */
  List<String> tooLittle(int executions, int faultsPlanned) {
    var tooLittle = new ArrayList<String>();
    int applied = faults.values().stream().mapToInt(Integer::intValue).sum();
    if (accepted < executions || completed < executions) {
      tooLittle.add("of " + executions + " executions " + completed + " completed");
    }
    if (applied < faultsPlanned || faultsThatHit < faultsPlanned * 3L / 4) {
      tooLittle.add(
          "of " + faultsPlanned + " faults " + applied + " were done, " + faultsThatHit + " hit");
    }
    if (takeovers == 0 || connections <= streams) {
      tooLittle.add("nothing was taken over, or no stream was resumed");
    }
    return tooLittle;
  }

  String text() {
    var done =
        faults.entrySet().stream()
            .map(fault -> fault.getKey() + " " + fault.getValue())
            .collect(Collectors.joining(", "));
    return """
      executions  %d accepted in %d attempts (%d answered by their key), %d completed, %d events
      faults      %s; they hit %d calls; %d takeovers (execution.resumed)
      provider    %d calls, %d recorded, %d repeated (faults explain up to %d)
      streams     %d readers, %d connections, %d events
      took        %d s
    """
        .formatted(
            accepted,
            attempts,
            replayed,
            completed,
            events,
            done,
            hits,
            takeovers,
            calls,
            recorded,
            repeated,
            hits,
            streams,
            connections,
            streamed,
            took.toSeconds());
  }
}
