package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is asked of one node holds on all of them. */
interface ControlDrills {
  /** For news to go from one node to another, and for busy cores. */
  Duration SOON = Duration.ofSeconds(1);

  Duration BRIEF = Duration.ofMillis(200);

  RunningCluster on();

  @Test
  default void sameKey_fiveHundredTimesAtOnceOverAllNodes_isOneExecution() {
    try (var drill = new Drill("race", on());
        var client = drill.client("race", Duration.ofSeconds(30))) {
      var word = drill.word(0, BRIEF);
      var nodes = on().cluster().addresses();
      var answers =
          IntStream.range(0, 500)
              .mapToObj(i ->
                  drill.inBackground(() ->
                      client.start(nodes.get(i % nodes.size()), DrillCrews.WORK, word, "one")))
              .toList()
              .stream()
              .map(answer -> Drill.get(answer).orElseThrow())
              .toList();
      assertThat(answers).extracting(Client.Answer::status).containsOnly(202);
      assertThat(answers.stream().map(Client.Answer::id).distinct()).hasSize(1);
      assertThat(answers.stream().filter(Client.Answer::isReplay)).hasSize(499);
      drill.callers().add(word, answers.getFirst().id());
      drill.assertKeptWithoutARepeat();
    }
  }

  @Test
  default void cancel_onAnyOtherNode_endsTheCallWithinASecond() {
    try (var drill = new Drill("cancel", on())) {
      for (int runner = 0; runner < Cluster.NODES; runner++) {
        var word = drill.word(runner, Duration.ofSeconds(30));
        var id = started(drill, runner, word);
        var other = on().cluster().addresses().get((runner + 1) % Cluster.NODES);
        var call = on().provider().calls(word).getFirst();
        var at = Instant.now();
        assertThat(drill.client().cancel(other, id).orElseThrow().status()).isBetween(200, 202);
        drill.until("the call is ended", Drill.PATIENCE, () -> call.lostAt() != null);
        assertThat(call.lostAt()).isBefore(at.plus(SOON));
        drill.until("cancelled", SOON, () -> status(drill, id).equals("cancelled"));
        assertThat(on().provider().calls(word)).hasSize(1);
      }
    }
  }

  private String started(Drill drill, int node, String word) {
    var at = on().cluster().addresses().get(node);
    var id = drill.client().start(at, DrillCrews.PING, word, word).orElseThrow().id();
    drill.until("called", Drill.PATIENCE, () -> !on().provider().calls(word).isEmpty());
    assertThat(on().provider().calls(word).getFirst().node()).isEqualTo(node);
    return id;
  }

  private String status(Drill drill, String id) {
    var node = on().cluster().addresses().getFirst();
    return drill
        .client()
        .get(node, "/v1/executions/" + id)
        .map(answer -> answer.json().getString("status"))
        .orElse("");
  }

  @Test
  default void wait_onAnotherNode_isAnsweredWithinASecondOfTheEnd() {
    try (var drill = new Drill("wait", on());
        var patient = drill.client("wait", Duration.ofSeconds(30))) {
      var word = drill.word(0, Duration.ofSeconds(2));
      started(drill, 0, word);
      var other = on().cluster().addresses().get(1);
      var waiting =
          drill.inBackground(() ->
              patient.startAndWait(other, DrillCrews.PING, word, word, Duration.ofSeconds(20)));
      var answer = Drill.get(waiting);
      var answered = Instant.now();
      assertThat(answer.map(Client.Answer::status)).isEqualTo(Optional.of(200));
      assertThat(answer.orElseThrow().isReplay()).isTrue();
      var ended = Instant.parse(answer.orElseThrow().json().getString("ended_at"));
      assertThat(answered).isBefore(ended.plus(SOON));
    }
  }
}
