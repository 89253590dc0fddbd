package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.rcrewai.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small scripts around the image, run as containers and people run them. */
class ContainerScriptsTest {
  private static final String BASH = Programs.require("bash");

  @Test
  void healthcheck_isGoodForAnAnswer200_andForNothingElse() throws Exception {
    assertThat(healthcheckOf(200)).isZero();
    assertThat(healthcheckOf(503)).isNotZero();
    assertThat(healthcheck(Map.of("MANAGEMENT_PORT", Integer.toString(Programs.freePort()))))
        .isNotZero();
  }

  private static int healthcheckOf(int status) throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/health/live", exchange -> exchange.sendResponseHeaders(status, -1));
    server.start();
    try {
      return healthcheck(
          Map.of("MANAGEMENT_PORT", Integer.toString(server.getAddress().getPort())));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void healthcheck_withoutAManagementPort_asksThePublicOne() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var asked =
          start(
              Path.of("docker", "healthcheck"),
              Map.of("MANAGEMENT_PORT", "0", "PORT", Integer.toString(silent.getLocalPort())));
      try (var connection = silent.accept()) {
        var request = new byte[30];
        assertThat(connection.getInputStream().read(request)).isPositive();
        assertThat(new String(request, StandardCharsets.UTF_8)).startsWith("GET /health/live ");
        assertThat(asked.waitFor()).as("a server that never answers is not alive").isNotZero();
      }
    }
  }

  @Test
  void up_makesSecretsOnce_andKeepsThem(@TempDir Path dir) throws Exception {
    Programs.require("openssl");
    var docker = copy(dir);
    var path = dir + ":" + System.getenv("PATH");
    assertThat(start(docker.resolve("up.sh"), Map.of("PATH", path)).waitFor()).isZero();
    var first = Files.readString(docker.resolve(".env"));
    assertThat(first)
        .containsPattern("(?m)^JWT_SECRET=[0-9a-f]{64}$")
        .containsPattern("(?m)^POSTGRES_PASSWORD=[0-9a-f]{64}$")
        .containsPattern("(?m)^GRAFANA_PASSWORD=[0-9a-f]{64}$");
    assertThat(first.lines().filter(line -> line.matches(".*=[0-9a-f]{64}")).distinct()).hasSize(4);
    assertThat(permissions(docker.resolve(".env"))).isEqualTo("rw-------");
    assertThat(permissions(docker.resolve("tls"))).isEqualTo("rwx------");
    assertThat(docker.resolve("tls/tls.crt")).content().contains("BEGIN CERTIFICATE");
    assertThat(dir.resolve("said")).content().contains("compose -f compose.yaml up --build");

    assertThat(start(docker.resolve("up.sh"), Map.of("PATH", path)).waitFor()).isZero();
    assertThat(docker.resolve(".env")).hasContent(first);
  }

  /** The directory, and a docker that only says what it is asked for. */
  private static Path copy(Path dir) throws IOException {
    var docker = Files.createDirectory(dir.resolve("deploy"));
    for (var name : List.of("up.sh", ".env.example")) {
      Files.copy(Path.of("docker", name), docker.resolve(name));
    }
    var fake =
        Files.writeString(dir.resolve("docker"), "#!/bin/sh\necho \"$@\" >>" + dir + "/said\n");
    Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
    return docker;
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static int healthcheck(Map<String, String> environment) throws Exception {
    return start(Path.of("docker", "healthcheck"), environment).waitFor();
  }

  private static Process start(Path script, Map<String, String> environment) throws IOException {
    var process = new ProcessBuilder(BASH, script.toString()).inheritIO();
    process.environment().putAll(environment);
    return process.start();
  }
}
