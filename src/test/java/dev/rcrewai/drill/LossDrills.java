package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nodes and stores that go away, one at a time, each with its own promise. */
interface LossDrills {
  boolean FULL = "full".equals(System.getProperty("rcrewai.drills"));
  Duration CHAT = Duration.ofMillis(1_500);

  RunningCluster on();

  /** Starts work and waits until every node has some of it in hand. */
  private List<String> begin(Drill drill, int count) {
    var words = drill.start(count, DrillCrews.WORK, CHAT);
    drill.until(
        "every node calls",
        Drill.PATIENCE,
        () -> inFlight(words).stream().map(Call::node).distinct().count() == Cluster.NODES);
    return words;
  }

  private List<Call> inFlight(List<String> words) {
    return on().provider().calls().stream()
        .filter(call -> call.isInFlight() && words.contains(call.step().word()))
        .toList();
  }

  private Set<String> wordsOf(List<Call> calls, int node) {
    var words = new HashSet<String>();
    calls.stream()
        .filter(call -> call.node() == node)
        .forEach(call -> words.add(call.step().word()));
    return words;
  }

  /** Every one of these was called for by another node after that moment. */
  private boolean areElsewhere(Set<String> words, int node, Instant since) {
    return words.stream()
        .allMatch(word ->
            on().provider().calls(word).stream()
                .anyMatch(call -> call.node() != node && call.at().isAfter(since)));
  }

  @Test
  default void killedNode_itsExecutionsGoOnElsewhere_withinTwiceTheLease() {
    try (var drill = new Drill("killed", on())) {
      var words = begin(drill, FULL ? 60 : 18);
      var lost = wordsOf(inFlight(words), 0);
      var at = Instant.now();
      on().cluster().member(0).process().kill();
      drill.until(
          "taken over",
          RunningCluster.LEASE_TTL.multipliedBy(2).plusSeconds(1),
          () -> areElsewhere(lost, 0, at));
      on().cluster().member(0).start();
      var evidence = evidenceOf(drill);
      assertThat(evidence.repeated()).as("repeated calls").isBetween(1L, lost.size() + 2L);
    }
  }

  /** The faults of these drills are not the nemesis': what was repeated is checked by each. */
  private Evidence evidenceOf(Drill drill) {
    drill.nemesis().awaitReady();
    return drill.assertKeptBut("calls were repeated");
  }

  @Test
  default void pausedNode_writesAndCallsNothing_ofWhatItLostMeanwhile() {
    int rounds = FULL ? 10 : 1;
    for (int round = 0; round < rounds; round++) {
      try (var drill = new Drill("paused" + round, on())) {
        int node = round % Cluster.NODES;
        var words = begin(drill, FULL ? 60 : 18);
        var lost = wordsOf(inFlight(words), node);
        var at = Instant.now();
        on().cluster().member(node).process().pause();
        drill.until("taken over", Drill.PATIENCE, () -> areElsewhere(lost, node, at));
        on().cluster().member(node).process().resume();
        var evidence = evidenceOf(drill);
        assertThat(evidence.repeated()).as("repeated calls").isBetween(1L, lost.size() + 2L);
      }
    }
  }

  @Test
  default void storeAway_nothingIsAcknowledged_andAllGoesOnWithoutARepeat() {
    try (var drill = new Drill("away", on())) {
      begin(drill, FULL ? 60 : 18);
      on().store().kill();
      for (var node : on().cluster().addresses()) {
        drill.until("not ready", Duration.ofSeconds(15), () -> !drill.client().isReady(node));
        var answer = drill.client().start(node, DrillCrews.WORK, "refused", "refused");
        assertThat(answer)
            .as("refused or silent")
            .matches(one -> one.isEmpty() || one.get().status() == 503);
      }
      on().store().start();
      drill.nemesis().awaitReady();
      var evidence = drill.assertKept();
      assertThat(evidence.repeated()).as("repeated calls").isZero();
    }
  }

  @Test
  default void rollingRestart_withStreamsOpen_failsNothing_andNoStreamHasAGap() {
    try (var drill = new Drill("rolling", on())) {
      var words = drill.start(FULL ? 200 : 40, DrillCrews.WORK, Duration.ofSeconds(5));
      for (int i = 0; i < words.size(); i++) {
        drill.follow(words.get(i), i % Cluster.NODES);
      }
      for (int node = 0; node < Cluster.NODES; node++) {
        drill.nemesis().apply(new Fault.RestartNode(node));
      }
      var evidence = drill.assertKept();
      assertThat(evidence.repeated()).as("calls that a handover repeated").isZero();
      assertThat(drill.followers().values())
          .extracting(Follower::connections)
          .as("streams that were resumed")
          .allMatch(connections -> connections >= 1)
          .anyMatch(connections -> connections > 1);
      assertThat(drill.nemesis().applied())
          .as("every restart hit running work")
          .noneMatch(applied -> applied.hit().isEmpty());
    }
  }
}
