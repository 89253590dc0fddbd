package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One caller's flood is not another one's wait. */
interface FloodDrills {
  Duration PING_CHAT = Duration.ofMillis(500);
  Duration GAP = Duration.ofMillis(150);
  Duration SETTLE = Duration.ofSeconds(LossDrills.FULL ? 20 : 4);

  /** Below it a difference says more about two busy cores than about the queue. */
  Duration NOISE = Duration.ofSeconds(1);

  /** Claims of three nodes that were on their way already, and then some. */
  int OVERTAKING_MAX = 20;

  RunningCluster on();

  /**
   * What one request of a caller took.
   *
   * @param queued between its acceptance and its start
   * @param whole until its answer was there
   * @param overtaking what others asked of the provider while it was queued
   */
  record Took(Duration queued, Duration whole, int overtaking) {}

  /**
   * Who comes before whom is asserted at any size. What that comes to in seconds is printed, and
   * asserted at full size only: eight samples on two busy cores say nothing about a p95.
   */
  @Test
  default void floodOfOneCaller_anotherIsServedBeforeIt() {
    int samples = LossDrills.FULL ? 30 : 8;
    int flood = LossDrills.FULL ? 1_000 : 150;
    var pause = LossDrills.FULL ? Duration.ofSeconds(1) : Duration.ofMillis(300);
    try (var ann = new Drill("ann", on());
        var bob = new Drill("bob", on())) {
      var idle = asked(bob, "idle", samples, pause);
      flood(ann, flood);
      assertThat(queued(ann)).as("the flood is queued").isPositive();
      var flooded = asked(bob, "flooded", samples, pause);
      assertThat(queued(ann)).as("the flood is still queued").isPositive();
      System.out.printf(
          "fairness, p95 of %d: %d ms on an idle server (queued %d), %d ms beside a flood of %d"
              + " (queued %d); overtaken by at most %d of it%n",
          samples,
          p95(idle, Took::whole).toMillis(),
          p95(idle, Took::queued).toMillis(),
          p95(flooded, Took::whole).toMillis(),
          flood,
          p95(flooded, Took::queued).toMillis(),
          flooded.stream().mapToInt(Took::overtaking).max().orElseThrow());
      cancelAll(ann);
      assertThat(flooded)
          .extracting(Took::overtaking)
          .allMatch(overtaking -> overtaking <= OVERTAKING_MAX);
      if (LossDrills.FULL) {
        assertThat(p95(flooded, Took::whole))
            .isLessThan(p95(idle, Took::whole).multipliedBy(2).plus(NOISE));
      }
    }
  }

  /**
   * Takes all slots, one after the other and each for a {@link #GAP} longer, and queues so many.
   * From then on a slot becomes free at every gap: how long anybody waits says something about the
   * queue, and nothing about luck. The first one becomes free when all of them are queued.
   */
  private void flood(Drill drill, int queued) {
    int slots = Cluster.NODES * RunningCluster.SLOTS;
    for (int i = 0; i < slots; i++) {
      drill.start(List.of(word(i, SETTLE.plus(GAP.multipliedBy(i)))), DrillCrews.PING);
    }
    var settled = on().pace().now().plus(SETTLE);
    var period = GAP.multipliedBy(slots);
    var more = IntStream.range(slots, slots + queued).mapToObj(i -> word(i, period)).toList();
    drill.start(more, DrillCrews.PING);
    on().pace().await(settled);
  }

  private static String word(int number, Duration chat) {
    return RunningCluster.word("flood", number, chat);
  }

  private void cancelAll(Drill drill) {
    var nodes = on().cluster().addresses();
    var cancelling =
        drill.callers().accepted().values().stream()
            .map(id ->
                drill.inBackground(
                    () -> drill.client().cancel(nodes.get(Math.floorMod(id.hashCode(), 3)), id)))
            .toList();
    cancelling.forEach(Drill::get);
    drill.assertQuiet(Drill.PATIENCE);
  }

  /** Asks one after the other. */
  private List<Took> asked(Drill drill, String name, int samples, Duration pause) {
    try (var client = drill.client("bob", Duration.ofSeconds(60))) {
      return IntStream.range(0, samples)
          .mapToObj(i -> {
            on().pace().pass(pause);
            return took(client, i, RunningCluster.word(name, i, PING_CHAT));
          })
          .toList();
    }
  }

  private Took took(Client client, int number, String word) {
    var began = on().pace().now();
    var node = on().cluster().addresses().get(number % Cluster.NODES);
    var answer =
        client
            .startAndWait(node, DrillCrews.PING, word, word, Duration.ofSeconds(50))
            .orElseThrow();
    var whole = on().pace().now().minus(began);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    var accepted = at(answer.json(), "created_at");
    var queued = Duration.between(accepted, at(answer.json(), "started_at"));
    return new Took(queued, whole, overtaking(accepted, word));
  }

  private int overtaking(Instant accepted, String word) {
    var calls = on().provider().calls();
    var its = calls.stream().filter(call -> call.step().word().equals(word)).findFirst();
    var asked = its.orElseThrow().at();
    return (int)
        calls.stream()
            .filter(call -> call.at().isAfter(accepted) && call.at().isBefore(asked))
            .count();
  }

  private static Instant at(JsonObject execution, String member) {
    return Instant.parse(execution.getString(member));
  }

  private static Duration p95(List<Took> all, Function<Took, Duration> what) {
    var sorted = all.stream().map(what).sorted().toList();
    return sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1);
  }

  private int queued(Drill drill) {
    var node = on().cluster().addresses().getFirst();
    var page = drill.client().get(node, "/v1/executions?status=queued&limit=200").orElseThrow();
    return page.json().getJsonArray("executions").size();
  }
}
