package dev.rcrewai.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing accepted is lost: the fault drill, with one round of faults and few executions. {@code
 * scripts/fault-drill.sh} and {@code -Drcrewai.drills=full} do more.
 */
class FaultDrillTest {
  private static final boolean FULL = "full".equals(System.getProperty("rcrewai.drills"));
  private static final FaultDrill.Plan PLAN =
      FULL
          ? new FaultDrill.Plan(2_000, 20261123, 8, Duration.ofSeconds(3))
          : new FaultDrill.Plan(150, 20261123, 1, Duration.ofSeconds(2));

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource
  @Timeout(1_200)
  void nodesAndStoreThatDie_loseAndRepeatNothing(RealStore real) throws Exception {
    var data = Files.createDirectory(dir.resolve("store"));
    try (var store = real.start(data);
        var drill = new FaultDrill(PLAN, dir, store)) {
      var result = drill.run(System.out::println);
      System.out.println(result.figures().text());
      var log = Files.createDirectories(Path.of("target", "drills")).resolve(real + ".log");
      Files.writeString(log, drill.logs());
      assertThat(result.broken()).as("the nodes' logs are in " + log).isEmpty();
    }
  }
}
