package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One caller's flood is not another one's wait. */
interface FloodDrills {
  Duration PING_CHAT = Duration.ofMillis(500);

  /** Below it a difference says more about two busy cores than about the queue. */
  Duration NOISE = Duration.ofMillis(500);

  RunningCluster on();

  @Test
  default void floodOfOneCaller_anotherWaitsAtMostTwiceAsLongAsOnAnIdleServer() {
    int samples = LossDrills.FULL ? 30 : 10;
    int flood = LossDrills.FULL ? 1_000 : 150;
    var pause = LossDrills.FULL ? Duration.ofSeconds(1) : Duration.ofMillis(300);
    try (var flooder = new Drill("flooder", on());
        var bob = new Drill("bob", on())) {
      var idle = p95(bob, "idle", samples, pause);
      flooder.start(flood(flood), DrillCrews.PING);
      assertThat(queued(flooder)).as("the flood is queued").isPositive();
      var flooded = p95(bob, "flooded", samples, pause);
      assertThat(queued(flooder)).as("the flood is still queued").isPositive();
      System.out.printf(
          "fairness: p95 %d ms idle, %d ms flooded%n", idle.toMillis(), flooded.toMillis());
      assertThat(flooded).isLessThan(idle.multipliedBy(2).plus(NOISE));
      flooder.assertQuiet(Duration.ofMinutes(4));
    }
  }

  /**
   * Fills all slots and queues so many; they end one after the other, about ten a second, as the
   * chats of a busy server do.
   */
  private List<String> flood(int queued) {
    var random = new Random(queued);
    return IntStream.range(0, queued + Cluster.NODES * RunningCluster.SLOTS)
        .mapToObj(
            i -> RunningCluster.word("flood", i, Duration.ofMillis(random.nextInt(3_000, 9_000))))
        .toList();
  }

  /** How long most executions take from their request to their end, asked for one by one. */
  private Duration p95(Drill drill, String name, int samples, Duration pause) {
    var took =
        IntStream.range(0, samples)
            .mapToObj(i -> {
              on().pace().pass(pause);
              return took(drill, RunningCluster.word(name, i, PING_CHAT));
            })
            .sorted()
            .toList();
    return took.get((int) Math.ceil(samples * 0.95) - 1);
  }

  private Duration took(Drill drill, String word) {
    var started = on().pace().now();
    List<URI> nodes = on().cluster().addresses();
    try (var client = drill.client("bob", Duration.ofSeconds(60))) {
      var node = nodes.get(Math.floorMod(word.hashCode(), nodes.size()));
      var answer = client.startAndWait(node, DrillCrews.PING, word, word, Duration.ofSeconds(50));
      assertThat(answer.orElseThrow().status()).as(answer.get().body()).isEqualTo(200);
    }
    return on().pace().now().minus(started);
  }

  private int queued(Drill drill) {
    var node = on().cluster().addresses().getFirst();
    var page = drill.client().get(node, "/v1/executions?status=queued&limit=200").orElseThrow();
    return page.json().getJsonArray("executions").size();
  }
}
