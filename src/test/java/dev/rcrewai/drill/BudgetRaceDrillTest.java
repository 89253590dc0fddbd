package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Budgets hold, whoever races for them: three nodes, one caller, one dollar. A chat holds six cents
 * before it is sent and costs one, so that most of them have to wait for what others give back.
 */
@Timeout(600)
class BudgetRaceDrillTest {
  private static final boolean FULL = "full".equals(System.getProperty("rcrewai.drills"));
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final BigDecimal BUDGET = new BigDecimal("1.00");

  /** 100 tokens of input and 10 of output at {@link #PRICES}. */
  private static final BigDecimal CHAT_USD = new BigDecimal("0.01");

  private static final String PRICES = "models: {drill: {input: 50, output: 500}}\n";
  private static final int EXECUTIONS = 200;
  private static final int RUNAWAYS = FULL ? 100 : 20;
  private static final long RUNAWAY_TOKENS = 100_000;
  private static final long ALL_RUNAWAYS_TOKENS = RUNAWAYS * 60_000L;

  private final Pace pace = new Pace();
  @TempDir Path dir;

  /** What an execution came to, by its own account. */
  private record Ended(String id, String outcome, BigDecimal usd, long tokens) {
    static Ended of(JsonObject json) {
      var usage = json.getJsonObject("usage");
      return new Ended(
          json.getString("execution_id"),
          json.getString("outcome"),
          new BigDecimal(json.getValue("cost_usd", 0).toString()),
          usage.getLong("input_tokens") + usage.getLong("output_tokens"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void race_ofManyExecutionsForOneDollar_spendsNearlyAllOfItAndNoCentMore(RealStore real)
      throws Exception {
    withCluster(
        real,
        Map.of("BUDGET_CALLER_USD", BUDGET.toString()),
        race -> {
          var ended = race.run(DrillCrews.PING, EXECUTIONS, () -> {});

          var completed = race.assertSpendWithin(BUDGET, ended);
          assertThat(race.answered()).as("calls that were paid").isEqualTo(completed);
          assertThat(spent(ended)).isGreaterThanOrEqualTo(new BigDecimal("0.90"));
          race.assertAccountStandsAt(spent(ended));
          System.out.printf(
              "budget race on %s: %d executions, %d completed for $%s of $%s, %d refused%n",
              real, ended.size(), completed, spent(ended), BUDGET, ended.size() - completed);
        });
  }

  @ParameterizedTest
  @EnumSource
  void race_withANodeThatDies_keepsWhatItHeldAndSpendsNoCentMore(RealStore real) throws Exception {
    withCluster(
        real,
        Map.of("BUDGET_CALLER_USD", BUDGET.toString(), "LLM_TIMEOUT", "5"),
        race -> {
          var ended =
              race.run(
                  DrillCrews.PING,
                  EXECUTIONS,
                  () -> {
                    race.until("some are done", () -> race.answered() > 10);
                    race.cluster().member(2).process().kill();
                  });

          race.assertSpendWithin(BUDGET, ended);
          var calls = BigDecimal.valueOf(race.provider().calls().size()).multiply(CHAT_USD);
          assertThat(calls).as("all calls, answered or not").isLessThanOrEqualTo(BUDGET);
        });
  }

  @ParameterizedTest
  @EnumSource
  void runaways_endAtTheirOwnBudgetOrTheCallers(RealStore real) throws Exception {
    withCluster(
        real,
        Map.of(
            "BUDGET_EXECUTION_TOKENS",
            Long.toString(RUNAWAY_TOKENS),
            "BUDGET_CALLER_TOKENS",
            Long.toString(ALL_RUNAWAYS_TOKENS)),
        race -> {
          var ended = race.run(DrillCrews.RUNAWAY, RUNAWAYS, () -> {});

          assertThat(ended).extracting(Ended::outcome).containsOnly("budget_exhausted");
          assertThat(ended).allMatch(one -> one.tokens() <= RUNAWAY_TOKENS);
          long tokens = ended.stream().mapToLong(Ended::tokens).sum();
          assertThat(tokens).isPositive().isLessThanOrEqualTo(ALL_RUNAWAYS_TOKENS);
          System.out.printf(
              "runaways on %s: %d executions made %d calls, %d of %d tokens%n",
              real, ended.size(), race.provider().calls().size(), tokens, ALL_RUNAWAYS_TOKENS);
        });
  }

  private static BigDecimal spent(List<Ended> ended) {
    return ended.stream().map(Ended::usd).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private void withCluster(RealStore real, Map<String, String> budgets, Consumer<Race> drill)
      throws Exception {
    var settings = new HashMap<>(budgets);
    settings.put("LLM_PRICES", Files.writeString(dir.resolve("prices.yaml"), PRICES).toString());
    settings.put("LLM_MAX_TOKENS", "10");
    settings.put("LEASE_TTL", "3");
    settings.put("MAX_CONCURRENT_EXECUTIONS", Integer.toString(RunningCluster.SLOTS));
    try (var store = real.start(Files.createDirectory(dir.resolve("store")));
        var provider = new DrillProvider(_ -> Duration.ofMillis(200));
        var cluster = new Cluster(dir, store, provider, settings).start();
        var client = new Client(cluster.token("spender"), Duration.ofSeconds(30));
        pace) {
      drill.accept(new Race(cluster, provider, client, pace));
    }
  }

  /** One caller who starts more than it can pay for. */
  private record Race(Cluster cluster, DrillProvider provider, Client client, Pace pace) {

    /** Starts them all at once at all nodes, and gives what became of them. */
    List<Ended> run(String crew, int count, Runnable meanwhile) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var nodes = cluster.addresses();
        var starts =
            IntStream.range(0, count)
                .mapToObj(i ->
                    CompletableFuture.runAsync(
                        () -> start(nodes.get(i % nodes.size()), crew, "race-" + i), threads))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(starts).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      }
      meanwhile.run();
      until("all have ended", () -> ended().size() == count);
      return ended();
    }

    /**
     * Only these are listed twice alike: what runs may go back into the queue between two looks.
     */
    private List<Ended> ended() {
      var ended = list("completed");
      ended.addAll(list("failed"));
      return ended;
    }

    /** As often as it takes: cold nodes on busy cores may not reach their store at once. */
    private void start(URI node, String crew, String word) {
      until(
          word + " is accepted",
          () -> {
            var answer = client.start(node, crew, word, word).orElseThrow();
            assertThat(answer.status()).as(answer.body()).isIn(202, 503);
            return answer.status() == 202;
          });
    }

    private List<Ended> list(String status) {
      var page =
          client.get(cluster.addresses().getFirst(), "/v1/executions?limit=200&status=" + status);
      var executions = page.orElseThrow().json().getJsonArray("executions");
      return new ArrayList<>(
          executions.stream().map(JsonObject.class::cast).map(Ended::of).toList());
    }

    /** By the executions' account and by the provider's; says how many completed. */
    long assertSpendWithin(BigDecimal budget, List<Ended> ended) {
      assertThat(ended).extracting(Ended::outcome).containsOnly("completed", "budget_exhausted");
      long completed = ended.stream().filter(one -> one.outcome().equals("completed")).count();
      assertThat(spent(ended))
          .isEqualByComparingTo(CHAT_USD.multiply(BigDecimal.valueOf(completed)))
          .isLessThanOrEqualTo(budget);
      assertThat(CHAT_USD.multiply(BigDecimal.valueOf(answered()))).isLessThanOrEqualTo(budget);
      return completed;
    }

    /** What the next one is told that is refused. */
    void assertAccountStandsAt(BigDecimal spent) {
      var answer =
          client
              .startAndWait(
                  cluster.addresses().getLast(), DrillCrews.PING, "late", "late", PATIENCE)
              .orElseThrow();
      assertThat(answer.json().getString("detail"))
          .contains(
              "budget caller_usd has no room: $" + spent.setScale(2) + " of $1.00 spent; this");
    }

    /** Calls whose answer went out. */
    long answered() {
      return provider.calls().stream()
          .filter(call -> !call.isInFlight() && call.lostAt() == null)
          .count();
    }

    void until(String what, BooleanSupplier condition) {
      var end = pace.now().plus(PATIENCE);
      while (!condition.getAsBoolean()) {
        assertThat(pace.now()).as(what).isLessThan(end);
        pace.pass(Duration.ofMillis(100));
      }
    }
  }
}
