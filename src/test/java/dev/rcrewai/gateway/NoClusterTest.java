package dev.rcrewai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoClusterTest {
  @TempDir Path dir;

  /** Vert.x looks up what could make a cluster; a handful of its types is all that it loads. */
  @Test
  void server_withoutCluster_startsNothingOfHazelcast() throws Exception {
    var loaded = dir.resolve("classes.log");
    var environment =
        Map.of(
            "SERVER_CONFIG", Files.writeString(dir.resolve("server.yaml"), "").toString(),
            "CREWS_DIR", Files.createDirectory(dir.resolve("crews")).toString(),
            "DATA_DIR", dir.resolve("data").toString(),
            "FILES_DIR", dir.resolve("files").toString(),
            "LLM_PROVIDER", "sandbox",
            "PORT", "0",
            "MANAGEMENT_PORT", "0");
    var options = List.of("-Xlog:class+load=info:file=" + loaded);
    try (var server = ServerProcess.start(environment, options, "serve")) {
      assertThat(server.isAlive()).isTrue();
      try (var lines = Files.lines(loaded)) {
        assertThat(lines.filter(line -> line.contains(" com.hazelcast."))).hasSizeLessThan(10);
      }
    }
  }
}
