package dev.rcrewai.drill;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What three nodes on one store keep to when they are killed, paused, restarted, asked at once,
 * flooded or poisoned. A store's test extends this class; the drills are in the interfaces. Larger
 * ones with {@code -Drcrewai.drills=full}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
abstract class ClusterDrills implements ControlDrills, LossDrills, FloodDrills, PoisonDrills {
  private final RealStore real;
  private RunningCluster cluster;

  @SuppressWarnings("NullAway.Init") // set before all tests
  ClusterDrills(RealStore real) {
    this.real = real;
  }

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    cluster = new RunningCluster(real, dir);
  }

  @AfterAll
  void close() throws Exception {
    var log = Files.createDirectories(Path.of("target", "drills")).resolve(real + "-cluster.log");
    Files.writeString(log, cluster.cluster().logs());
    cluster.close();
  }

  @Override
  public RunningCluster on() {
    return cluster;
  }
}
