package dev.rcrewai.drill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Reads the evidence of a drill and says what the server did not keep of its promises. */
final class Checker {
  private final Evidence evidence;
  private final Set<Call> amidst;
  private final List<String> broken = new ArrayList<>();

  private Checker(Evidence evidence) {
    this.evidence = evidence;
    this.amidst = evidence.amidst();
  }

  /** Every broken promise in words; empty where all were kept. */
  static List<String> broken(Evidence evidence) {
    var checker = new Checker(evidence);
    checker.broken.addAll(evidence.strange());
    checker.checkAccepted();
    checker.checkJournals();
    checker.checkCalls();
    checker.checkOwners();
    checker.checkFollowers();
    return checker.broken;
  }

  /** What was accepted is there, once, under the id that the caller was given. */
  private void checkAccepted() {
    for (var word : evidence.accepted().keySet()) {
      int count = Collections.frequency(evidence.listed(), word);
      if (count != 1) {
        broken.add(word + " was accepted and is listed " + count + " times");
      }
    }
    for (var word : Set.copyOf(evidence.listed())) {
      if (!evidence.accepted().containsKey(word)) {
        broken.add(word + " is listed and nobody was told that it is accepted");
      }
    }
  }

  private void checkJournals() {
    for (var word : evidence.accepted().keySet()) {
      var history = evidence.histories().get(word);
      if (history == null || history.events().isEmpty()) {
        broken.add(word + " has no journal");
        continue;
      }
      broken.addAll(history.faults());
      if (!history.isCompleted()) {
        broken.add(word + " ended with " + history.events().getLast());
      } else if (!history.chats().keySet().equals(DrillCrews.WORK_CHATS)) {
        broken.add(word + " completed with the chats " + history.chats().keySet());
      } else if (!history.output().equals(DrillCrews.output(word))) {
        broken.add(word + " answered: " + history.output());
      }
    }
  }

  /** A recorded step is not called again; what is called twice was hit by a fault. */
  private void checkCalls() {
    for (var call : evidence.calls()) {
      var history = evidence.histories().get(call.step().word());
      var recorded =
          history == null
              ? List.<Instant>of()
              : history.chats().getOrDefault(call.step().path(), List.of());
      if (recorded.isEmpty()) {
        broken.add("called and never recorded: " + call);
      } else if (call.at().isAfter(recorded.getFirst()) && !amidst.contains(call)) {
        broken.add("called after it was recorded at " + recorded.getFirst() + ": " + call);
      }
    }
    long explained = evidence.repeatable() + amidst.size();
    if (evidence.repeated() > explained) {
      broken.add(evidence.repeated() + " calls were repeated, faults explain " + explained);
    }
  }

  /** Whoever called held the lease: every node id of the journals belongs to one process. */
  private void checkOwners() {
    var places = new HashMap<String, Set<Integer>>();
    for (var call : evidence.calls()) {
      var history = evidence.histories().get(call.step().word());
      if (history != null && !amidst.contains(call)) {
        history
            .holder(call.at())
            .ifPresent(
                holder -> places.computeIfAbsent(holder, _ -> new HashSet<>()).add(call.node()));
      }
    }
    places.forEach((node, members) -> {
      if (members.size() > 1) {
        broken.add("nodes " + members + " made calls in the tenure of " + node);
      }
    });
  }

  /** Whoever followed saw every seq of the journal once, in order. */
  private void checkFollowers() {
    for (Map.Entry<String, List<Long>> followed : evidence.followed().entrySet()) {
      var history = evidence.histories().get(followed.getKey());
      int last = history == null ? 0 : history.events().size();
      if (!followed.getValue().equals(LongStream.rangeClosed(1, last).boxed().toList())) {
        broken.add(
            "a reader of %s saw %s of %d events"
                .formatted(followed.getKey(), followed.getValue(), last));
      }
    }
  }
}
