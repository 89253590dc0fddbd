package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
      var visitors =
          new Visitors(
              proxy.address(),
              on.pace(),
              number -> drill.word(number, CHAT),
              () -> drill.client(drill.name(), Visitors.PATIENCE),
              drill.callers()::add);
      var visits =
          IntStream.range(0, CALLERS)
              .mapToObj(i -> drill.inBackground(() -> visitors.visit(i)))
              .toList();
      drill.until("all work", Drill.PATIENCE, () -> drill.callers().accepted().size() >= CALLERS);
      for (int restart = 0; restart < ROUNDS * Cluster.NODES; restart++) {
        restart(drill, proxy, restart % Cluster.NODES);
      }
      visitors.leave();
      visits.forEach(Drill::get);
      System.out.printf(
          "%s: %d restarts, %d requests of %d callers, %d executions, errors: %s%n",
          name,
          ROUNDS * Cluster.NODES,
          visitors.requests(),
          CALLERS,
          drill.callers().accepted().size(),
          visitors.errors());
      assertThat(visitors.errors()).as("what callers should not get").isEmpty();
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
}
