package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes and stores that go away, one at a time, each with its own promise. */
interface LossDrills {
  boolean FULL = "full".equals(System.getProperty("rcrewai.drills"));
  Duration CHAT = Duration.ofMillis(1_500);

  RunningCluster on();

  /** Starts work with readers and waits until every node has some of it in hand. */
  private List<String> begin(Drill drill, int count) {
    var words = drill.start(count, DrillCrews.WORK, CHAT);
    for (int i = 0; i < count; i += 2) {
      drill.followInBackground(words.get(i), i % Cluster.NODES);
    }
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
        var answers = lost.stream().map(word -> waitedFor(drill, node, word)).toList();
        var at = Instant.now();
        on().cluster().member(node).process().pause();
        int hit = wordsOf(inFlight(words), node).size(); // more than before, while calls begin
        drill.until("taken over", Drill.PATIENCE, () -> areElsewhere(lost, node, at));
        drill.nemesis().wake(node);
        var evidence = evidenceOf(drill);
        answers.forEach(this::assertTrue);
        assertThat(evidence.repeated())
            .as("repeated calls")
            .isBetween(1L, hit + 2L + evidence.amidst().size());
      }
    }
  }

  /** A caller who waits at that node, since before it is paused. */
  private Future<Optional<Client.Answer>> waitedFor(Drill drill, int node, String word) {
    var at = on().cluster().addresses().get(node);
    return drill.inBackground(() -> {
      try (var client = drill.client(drill.name(), Drill.PATIENCE)) {
        return client.startAndWait(at, DrillCrews.WORK, word, "key-" + word, Drill.PATIENCE);
      }
    });
  }

  /** It says how the execution ended, or that it goes on; never what it believes by itself. */
  private void assertTrue(Future<Optional<Client.Answer>> waiting) {
    var answer = Drill.get(waiting).orElseThrow();
    assertThat(answer.status()).as(answer.body()).isIn(200, 202);
    if (answer.status() == 200) {
      var json = answer.json();
      assertThat(json.getString("status")).isEqualTo("completed");
      assertThat(json.getJsonObject("result").getString("output"))
          .isEqualTo(DrillCrews.output(json.getString("request_id")));
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
      drill.assertKeptWithoutARepeat();
    }
  }

  @Test
  default void rollingRestart_withStreamsOpen_failsNothing_andNoStreamHasAGap() {
    try (var drill = new Drill("rolling", on())) {
      var over = new AtomicBoolean();
      int streams = FULL ? 200 : 40;
      var readers =
          IntStream.range(0, streams)
              .mapToObj(i -> drill.inBackground(() -> followOn(drill, i, over)))
              .toList();
      drill.until("all streams are open", Drill.PATIENCE, () -> open(drill) == streams);
      for (int node = 0; node < Cluster.NODES; node++) {
        drill.nemesis().apply(new Fault.RestartNode(node));
      }
      over.set(true);
      readers.forEach(Drill::get);
      drill.assertKeptWithoutARepeat();
      long resumed =
          drill.followers().values().stream().filter(reader -> reader.connections() > 1).count();
      assertThat(resumed).as("streams that were resumed").isGreaterThan(streams / 2);
      assertThat(drill.nemesis().applied())
          .as("every restart hit running work")
          .noneMatch(applied -> applied.hit().isEmpty());
    }
  }

  private static long open(Drill drill) {
    return drill.followers().values().stream()
        .filter(reader -> reader.connections() > 0 && !reader.hasEnded())
        .count();
  }

  /** Follows one execution to its end, and then the next, as long as the restarts go on. */
  private static int followOn(Drill drill, int place, AtomicBoolean over) {
    int followed = 0;
    while (!over.get()) {
      var word = drill.word(place * 1_000 + followed, Duration.ofSeconds(3));
      drill.callers().start(DrillCrews.WORK, word);
      drill.follow(word, place % Cluster.NODES);
      followed++;
    }
    return followed;
  }
}
