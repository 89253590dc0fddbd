package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.rcrewai.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** scripts/smoke-tests.sh against a real server, and against some that are not well. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmokeTestsTest {
  private SandboxServer server;

  @BeforeAll
  void start(@TempDir Path dir) {
    Programs.require("curl");
    server = new SandboxServer(dir);
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  void serverThatIsWell_passesAll_alsoOnTheManagementPort() {
    var management = server.management().toString();
    var run = smoke(token("execute_crew"), "--management", management, url());

    assertThat(run.words()).contains("All 28 smoke tests passed").doesNotContain("FAILED");
    assertThat(run.status()).isZero();
  }

  @Test
  void tokenFromAFile_isUsed_andStandsInNoOutput(@TempDir Path dir) throws IOException {
    var token = server.token("execute_crew");
    var file = Files.writeString(dir.resolve("token"), token);
    var run = smoke(Map.of("SMOKE_TOKEN_FILE", file.toString()), url());

    assertThat(run.status()).as(run.words()).isZero();
    assertThat(run.words()).doesNotContain(token);
  }

  @Test
  void tokenThatMaySeeMetrics_doesNotProveThatOthersMayNot() {
    var run = smoke(token("execute_crew", "view_metrics"), url());

    assertThat(run.words())
        .contains("FAILED  metrics need view_metrics: GET /metrics gave 200, expected 403");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void refusal_isNoSuccess() {
    var run = smoke(Map.of("SMOKE_TOKEN", "none.of.ours"), url());

    assertThat(run.words()).contains("FAILED  an execution is accepted", "gave 401, expected 202");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void crewThatIsNotServed_fails() {
    var run = smoke(token("execute_crew"), "--crew", "of_somebody_else", url());

    assertThat(run.words()).contains("FAILED  the crew is served");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void serverThatSaysYesToEverything_fails() throws IOException {
    var yes = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    yes.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    yes.start();
    try {
      var run =
          smoke(token("execute_crew"), "http://127.0.0.1:" + yes.getAddress().getPort() + "/");

      assertThat(run.words()).contains("FAILED  a crew needs a token: POST /execute gave 200");
      assertThat(run.status()).isEqualTo(1);
    } finally {
      yes.stop(0);
    }
  }

  @Test
  void nobodyListens_saysSo() {
    var run = smoke(token("execute_crew"), "http://127.0.0.1:" + Programs.freePort());

    assertThat(run.words()).contains("FAILED  the process lives: GET /health/live gave 000");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void withoutAToken_asksNothing() {
    var run = smoke(Map.of(), url());

    assertThat(run.words()).contains("no token").doesNotContain("ok ");
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void dryRun_asksNothing() {
    var run = smoke(Map.of(), "--dry-run", "http://127.0.0.1:" + Programs.freePort());

    assertThat(run.words())
        .contains("would   an execution is accepted: POST /v1/executions -> 202");
    assertThat(run.status()).isZero();
  }

  @Test
  void whatItDoesNotKnow_isRefused() {
    assertThat(smoke(Map.of(), "--quick").status()).isEqualTo(2);
    assertThat(smoke(Map.of(), "--patience", "long").status()).isEqualTo(2);
    assertThat(smoke(Map.of(), "--help").words()).contains("--management URL", "SMOKE_TOKEN");
  }

  private String url() {
    return server.address().toString();
  }

  private Map<String, String> token(String... permissions) {
    return Map.of("SMOKE_TOKEN", server.token(permissions));
  }

  private static Script.Run smoke(Map<String, String> environment, String... arguments) {
    return Script.of("smoke-tests.sh", arguments).with(environment).run();
  }
}
