package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blue and green without Kubernetes: two sets of nodes on one PostgreSQL behind a real nginx. Green
 * is started and tried while blue serves, callers are switched to it, and blue drains; none of them
 * gets anything but answers, and no chat is made twice.
 */
@Timeout(300)
class BlueGreenTest {
  private static final int NODES = 2;
  private static final int CALLERS = 10;
  private static final Duration CHAT = Duration.ofMillis(500);
  private static final Duration EXIT_MAX = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Map<String, String> SETTINGS =
      Map.of("LEASE_TTL", "3", "SHUTDOWN_DELAY", "1", "SHUTDOWN_GRACE", "20");

  private final Pace pace = new Pace();
  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private StoreServer store;
  private DrillProvider provider;
  private Cluster blue;
  private Cluster green;

  @BeforeEach
  void begin(@TempDir Path dir) throws Exception {
    store = RealStore.POSTGRES.start(dir);
    provider = new DrillProvider(step -> RunningCluster.latency(step.word()));
    blue = set(Files.createDirectory(dir.resolve("blue")), 0);
    green = set(Files.createDirectory(dir.resolve("green")), NODES);
  }

  private Cluster set(Path dir, int first) {
    return new Cluster(dir, store, provider, SETTINGS, IntStream.range(first, first + NODES));
  }

  @AfterEach
  void end() throws Exception {
    pace.close();
    var log = Files.createDirectories(Path.of("target", "drills")).resolve("blue-green.log");
    Files.writeString(log, blue.logs() + green.logs());
    List.of(blue, green).forEach(Cluster::close);
    provider.close();
    store.close();
  }

  @Test
  void switch_underLoad_noCallerGetsAnError_andTheOldSetDrains(@TempDir Path dir) {
    blue.start();
    try (var proxy = new Nginx(dir, blue.addresses());
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        pace) { // where the drill fails, callers leave at once
      var visitors = visitors(proxy.address());
      var visits =
          IntStream.range(0, CALLERS)
              .mapToObj(i -> threads.submit(() -> visitors.visit(i)))
              .toList();
      untilMore("all work", visitors, proxy);
      green.start();
      assertServes(green);
      proxy.switchTo(green.addresses());
      untilMore("callers are with green", visitors, proxy);
      blue.members().forEach(member -> member.process().terminate());
      assertThat(blue.members()).allMatch(member -> member.process().exitsWithin(EXIT_MAX));
      untilMore("green goes on alone", visitors, proxy);
      visitors.leave();
      visits.forEach(BlueGreenTest::get);
      System.out.printf(
          "blue-green: %d requests of %d callers, %d executions, errors: %s%n",
          visitors.requests(), CALLERS, accepted.size(), visitors.errors());

      assertThat(visitors.errors()).as("what callers should not get").isEmpty();
      assertKept();
    }
  }

  private Visitors visitors(URI at) {
    return new Visitors(
        at,
        pace,
        number -> RunningCluster.word("blue-green", number, CHAT),
        () -> new Client(blue.token("caller"), Visitors.PATIENCE),
        accepted::put);
  }

  /** As a smoke test would have it, before callers are let in. */
  private void assertServes(Cluster set) {
    var word = RunningCluster.word("smoke", 0, Duration.ofMillis(1));
    try (var client = new Client(set.token("caller"), Visitors.PATIENCE)) {
      assertThat(set.addresses()).allMatch(client::isReady);
      var answer =
          client.startAndWait(
              set.addresses().getFirst(), DrillCrews.WORK, word, word, Duration.ofSeconds(20));
      assertThat(answer).get().extracting(Client.Answer::status).isEqualTo(200);
    }
  }

  /** Everything has ended well, with as many chats as it needs, whichever set made them. */
  private void assertKept() {
    var made = new HashMap<String, Integer>();
    provider.calls().forEach(call -> made.merge(call.step().word(), 1, Integer::sum));
    try (var client = new Client(green.token("caller"), Visitors.PATIENCE)) {
      assertThat(accepted)
          .hasSizeGreaterThan(2 * CALLERS)
          .allSatisfy((word, id) -> {
            var execution =
                client.get(green.addresses().getLast(), "/v1/executions/" + id).orElseThrow();
            assertThat(execution.json().getString("status")).isEqualTo("completed");
            assertThat(execution.json().getJsonObject("result").getString("output"))
                .isEqualTo(DrillCrews.output(word));
            if (blue.givenUp() + green.givenUp() == 0) {
              assertThat(made).containsEntry(word, DrillCrews.WORK_CHATS.size());
            }
          });
    }
    assertThat(provider.calls().stream().map(Call::node)).contains(0, 1, NODES, NODES + 1);
  }

  /** Until every caller can have begun something new. */
  private void untilMore(String what, Visitors visitors, Nginx proxy) {
    int now = accepted.size();
    until(what, () -> accepted.size() >= now + CALLERS || !visitors.errors().isEmpty());
    assertThat(visitors.errors()).as(() -> what + "; nginx says: " + proxy.log()).isEmpty();
  }

  private void until(String what, BooleanSupplier condition) {
    var end = pace.now().plus(Drill.PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(pace.now()).as(what).isLessThan(end);
      pace.pass(POLL);
    }
  }

  private static <T> T get(Future<T> future) {
    return Drill.get(future);
  }
}
