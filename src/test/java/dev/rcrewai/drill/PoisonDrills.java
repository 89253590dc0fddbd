package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Executions that kill whatever node runs them. Here the drill does it, as soon as the provider is
 * asked for one.
 */
interface PoisonDrills {
  int DEATHS = 3;
  Duration NEVER = Duration.ofHours(1);

  RunningCluster on();

  @Test
  @Timeout(3_600)
  default void poison_endsAtItsThirdDeath_andCondemnsNoBystander() {
    int poisons = LossDrills.FULL ? 50 : 2;
    int bystanders = LossDrills.FULL ? 950 : 20;
    try (var crowd = new Drill("bystander", on());
        var killer = new Drill("poison", on())) {
      crowd.start(bystanders / 2, DrillCrews.WORK, LossDrills.CHAT);
      var poison =
          killer.start(
              IntStream.range(0, poisons).mapToObj(i -> killer.word(i, NEVER)).toList(),
              DrillCrews.PING);
      var later = IntStream.range(bystanders / 2, bystanders);
      crowd.start(later.mapToObj(i -> crowd.word(i, LossDrills.CHAT)).toList(), DrillCrews.WORK);

      int deaths = killAllWhoCall(crowd, killer, poison);

      assertCondemned(killer, poison);
      crowd.assertKeptBut("calls were repeated");
      System.out.printf(
          "poison: %d of %d ended after %d deaths of nodes, %d bystanders completed%n",
          poisons, poisons, deaths, bystanders);
      assertIsTakenUpAgain(killer, poison.getFirst());
    }
  }

  /** Kills every node that calls for one of them, until none is left. */
  private int killAllWhoCall(Drill crowd, Drill killer, List<String> poison) {
    int deaths = 0;
    var patience = Drill.PATIENCE.plus(Duration.ofSeconds(30L * poison.size()));
    var end = on().pace().now().plus(patience);
    while (failed(killer).size() < poison.size()) {
      var caller = caller(poison);
      if (caller.isPresent()) {
        crowd.nemesis().apply(new Fault.KillNode(caller.get(), Duration.ZERO));
        deaths++;
      }
      assertThat(on().pace().now()).as("time until all poison has ended").isLessThan(end);
      on().pace().pass(Duration.ofMillis(50));
    }
    return deaths;
  }

  private Optional<Integer> caller(List<String> poison) {
    return on().provider().calls().stream()
        .filter(call -> call.isInFlight() && poison.contains(call.step().word()))
        .map(Call::node)
        .findFirst();
  }

  /** What operators see of them. */
  private List<JsonObject> failed(Drill drill) {
    var node = on().cluster().addresses().getFirst();
    return drill
        .client()
        .get(node, "/v1/executions?status=failed&limit=200")
        .filter(answer -> answer.status() == 200)
        .map(answer -> answer.json().getJsonArray("executions").stream())
        .map(all -> all.map(JsonObject.class::cast).toList())
        .orElse(List.of());
  }

  private void assertCondemned(Drill killer, List<String> poison) {
    assertThat(failed(killer))
        .allSatisfy(one -> assertThat(one.getString("outcome")).isEqualTo("internal_error"))
        .extracting(one -> one.getString("request_id"))
        .containsExactlyInAnyOrderElementsOf(poison);
    // It may die with its node before it calls: because of another one of them.
    assertThat(poison)
        .allSatisfy(word -> assertThat(on().provider().calls(word)).hasSizeBetween(1, DEATHS));
  }

  /** Somebody mended it, and asks for it again. */
  private void assertIsTakenUpAgain(Drill killer, String word) {
    var node = on().cluster().addresses().getFirst();
    var id = killer.callers().accepted().get(word);
    int calls = on().provider().calls(word).size();
    var again = killer.client().retry(node, String.valueOf(id)).orElseThrow();
    assertThat(again.status()).as(again.body()).isEqualTo(202);
    killer.until(
        "called again", Drill.PATIENCE, () -> on().provider().calls(word).size() == calls + 1);
    assertThat(killer.client().cancel(node, again.id()).orElseThrow().status()).isBetween(200, 202);
    killer.assertQuiet(Drill.PATIENCE);
  }
}
