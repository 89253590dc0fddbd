package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All nodes are restarted, one after the other, behind a real reverse proxy: none of the callers
 * gets anything but answers, though none of them tries anything twice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(900)
class ProxiedRestartTest {
  private static final Duration NOT_READY_MAX = Duration.ofSeconds(1);
  private static final Duration EXIT_MAX = Duration.ofSeconds(30);
  private static final Duration CHAT = Duration.ofMillis(700);
  private static final Duration POLL = Duration.ofMillis(300);
  private static final int CALLERS = LossDrills.FULL ? 200 : 40;
  private static final int ROUNDS = LossDrills.FULL ? 20 : 1;

  private RunningCluster on;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    on = new RunningCluster(RealStore.REDIS, dir, Map.of("SHUTDOWN_DELAY", "2"));
  }

  @AfterAll
  void close() throws Exception {
    var log = Files.createDirectories(Path.of("target", "drills")).resolve("proxied.log");
    Files.writeString(log, on.cluster().logs());
    on.close();
  }

  @Test
  void rollingRestart_behindHaproxy_noCallerGetsAnError(@TempDir Path dir) {
    drill("haproxy", dir, Haproxy::new);
  }

  @Test
  void rollingRestart_behindNginx_noCallerGetsAnError(@TempDir Path dir) {
    drill("nginx", dir, Nginx::new);
  }

  private void drill(String name, Path dir, BiFunction<Path, List<URI>, ReverseProxy> proxies) {
    try (var proxy = proxies.apply(dir, on.cluster().addresses());
        var drill = new Drill(name, on)) {
      var visitors = new Visitors(drill, proxy.address());
      var visits =
          IntStream.range(0, CALLERS)
              .mapToObj(i -> drill.inBackground(() -> visitors.visit(i)))
              .toList();
      drill.until("all work", Drill.PATIENCE, () -> drill.callers().accepted().size() >= CALLERS);
      for (int restart = 0; restart < ROUNDS * Cluster.NODES; restart++) {
        restart(drill, proxy, restart % Cluster.NODES);
      }
      visitors.over.set(true);
      visits.forEach(Drill::get);
      System.out.printf(
          "%s: %d restarts, %d requests of %d callers, %d executions, errors: %s%n",
          name,
          ROUNDS * Cluster.NODES,
          visitors.requests.get(),
          CALLERS,
          drill.callers().accepted().size(),
          visitors.errors);
      assertThat(visitors.errors).as("what callers should not get").isEmpty();
      drill.assertKeptWithoutARepeat();
    }
  }

  private void restart(Drill drill, ReverseProxy proxy, int node) {
    var member = on.cluster().member(node);
    member.process().terminate();
    proxy.leaves(node);
    drill.until("not ready", NOT_READY_MAX, () -> !drill.client().isReady(member.address()));
    assertThat(member.process().exitsWithin(EXIT_MAX)).as("exits within its grace").isTrue();
    member.start();
    drill.until("ready", Drill.PATIENCE, () -> drill.client().isReady(member.address()));
    proxy.back(node, member.address());
  }

  /** Callers who start an execution, wait for its end, and start the next. */
  private final class Visitors {
    private final Drill drill;
    private final URI at;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<String> errors = new CopyOnWriteArrayList<>();

    private Visitors(Drill drill, URI at) {
      this.drill = drill;
      this.at = at;
    }

    private int visit(int place) {
      int done = 0;
      try (var client = drill.client(drill.name(), Duration.ofSeconds(30))) {
        while (!over.get() && errors.isEmpty()) {
          var word = drill.word(place * 10_000 + done, CHAT);
          runOne(client, word, place % 2 == 0 ? Duration.ofSeconds(20) : Duration.ZERO);
          done++;
        }
      }
      return done;
    }

    private void runOne(Client client, String word, Duration wait) {
      requests.incrementAndGet();
      var answer = client.startAndWait(at, DrillCrews.WORK, word, "key-" + word, wait).orElse(null);
      if (answer == null || (answer.status() != 200 && answer.status() != 202)) {
        errors.add("POST: " + answer);
        return;
      }
      drill.callers().add(word, answer.id());
      while (answer.json().getString("ended_at") == null) {
        on.pace().pass(POLL);
        requests.incrementAndGet();
        answer = client.get(at, "/v1/executions/" + answer.id()).orElse(null);
        if (answer == null || answer.status() != 200) {
          errors.add("GET: " + answer);
          return;
        }
      }
    }
  }
}
