package dev.rcrewai.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that talk to a server which runs: it is one for all, on the sandbox. */
@Timeout(120)
class RotateSecretsTest {
  private static final String OLD = OperatedServer.JWT_SECRET;
  private static final String WEBHOOK = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final String OLD_KEYS = "{ann: {team: sk-old}}";
  private static final List<String> NAMES =
      List.of("JWT_SECRET", "JWT_SECRET_PREVIOUS", "WEBHOOK_SECRET", "LLM_CALLER_KEYS");

  @TempDir static Path dir;
  private static Path secrets;
  private static OperatedServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new OperatedServer(dir.resolve("server"));
    secrets = Files.createDirectory(dir.resolve("secrets"));
    Files.createDirectory(dir.resolve("sandbox"));
    Files.writeString(
        dir.resolve("sandbox/echo.yaml"),
        "rules:\n  - {name: all, answer: {text: Said, disclose: false}}\n");
    write("JWT_SECRET", OLD);
    write("WEBHOOK_SECRET", WEBHOOK);
    write("LLM_CALLER_KEYS", OLD_KEYS);
    for (var name : NAMES) {
      server.settings.remove(name);
      server.settings.put(name + "_FILE", secrets.resolve(name).toString());
    }
    write("JWT_SECRET_PREVIOUS", "");
    server.settings.keySet().removeAll(List.of("OPENAI_API_KEY", "OPENAI_BASE_URL", "LLM_MODEL"));
    server.settings.put("LLM_PROVIDER", "sandbox");
    server.settings.put("SANDBOX_DIR", dir.resolve("sandbox").toString());
    server.settings.put("SECRET_FILES_INTERVAL", "0.2");
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(secrets.resolve(name), text);
  }

  private static String read(String name) throws IOException {
    return Files.readString(secrets.resolve(name));
  }

  private static Script.Run rotate(String input, String... words) {
    var all = new ArrayList<>(List.of("--dir", secrets.toString(), "--timeout", "30"));
    all.addAll(List.of("--url", server.process().address().toString()));
    all.addAll(List.of("--management", server.management()));
    all.addAll(List.of(words));
    return Script.of("rotate-secrets.sh", all.toArray(String[]::new)).run(input);
  }

  private static void done(Script.Run run) {
    assertThat(run.status()).as(run.words()).isZero();
  }

  private static int status(String secret) {
    return server.process().get("/v1/crews", OperatedServer.token(secret)).statusCode();
  }

  @Test
  void jwtSecret_exchanged_acceptsTheOldOneUntilItIsFinished() throws IOException {
    var old = read("JWT_SECRET");
    done(rotate("", "jwt"));
    var next = read("JWT_SECRET");
    assertThat(next).hasSizeGreaterThanOrEqualTo(32).isNotEqualTo(old);
    assertThat(List.of(status(old), status(next))).containsExactly(200, 200);
    assertThat(rotate("", "jwt").err()).contains("jwt-finish comes first");

    var finished = rotate("", "jwt-finish");

    done(finished);
    assertThat(List.of(status(old), status(next))).containsExactly(401, 200);
    assertThat(finished.words()).doesNotContain(old).doesNotContain(next);
    assertThat(read("LLM_CALLER_KEYS")).startsWith("{ann: ");
  }

  /** The cluster is a stand-in; the server in its pod is real. */
  @Test
  void jwtSecret_ofACluster_isExchangedInItsSecret() throws IOException {
    var bin = Files.createDirectory(dir.resolve("bin"));
    Files.copy(Script.ROOT.resolve("src/test/resources/kubectl.sh"), bin.resolve("kubectl"));
    assertThat(bin.resolve("kubectl").toFile().setExecutable(true)).isTrue();
    var before = read("JWT_SECRET");
    var text = Base64.getEncoder().encodeToString(before.getBytes(UTF_8));
    Files.writeString(dir.resolve("secret.json"), "{\"data\": {\"jwt-secret\": \"" + text + "\"}}");

    for (var work : List.of("jwt", "jwt-finish")) {
      done(
          Script.of("rotate-secrets.sh", work, "--namespace", "any", "--timeout", "30")
              .before(bin)
              .with("KUBE_STATE", dir.toString())
              .with("KUBE_MOUNT", secrets.toString())
              .with("KUBE_HTTP", server.process().address().getAuthority())
              .with("KUBE_MANAGEMENT", server.management().replace("http://", ""))
              .run());
    }

    assertThat(List.of(status(before), status(read("JWT_SECRET")))).containsExactly(401, 200);
  }

  @Test
  void webhookSecret_exchanged_signsWithBothUntilItIsFinished() throws IOException {
    done(rotate("", "webhook"));
    assertThat(read("WEBHOOK_SECRET")).matches("whsec_\\S+ \\Q" + WEBHOOK + "\\E");

    done(rotate("", "webhook-finish"));
    assertThat(read("WEBHOOK_SECRET")).matches("whsec_\\S+").isNotEqualTo(WEBHOOK);
  }

  @Test
  void keys_fromStdin_areReadByTheServer() throws IOException {
    done(rotate("{ann: {team: sk-new}}\n", "key", "LLM_CALLER_KEYS"));

    assertThat(read("LLM_CALLER_KEYS")).isEqualTo("{ann: {team: sk-new}}");
    assertThat(server.process().log()).contains("secrets were replaced: LLM_CALLER_KEYS");
  }

  @Test
  void keys_thatTheServerRefuses_areTakenBack() throws IOException {
    var before = read("LLM_CALLER_KEYS");

    var run = rotate("these are no keys", "key", "LLM_CALLER_KEYS", "--timeout", "3");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("was taken back").doesNotContain("no keys");
    assertThat(read("LLM_CALLER_KEYS")).isEqualTo(before);
  }

  @Test
  void dryRun_changesNothing() throws IOException {
    var before = read("WEBHOOK_SECRET");

    done(rotate("", "webhook", "--dry-run"));

    assertThat(read("WEBHOOK_SECRET")).isEqualTo(before);
  }

  @Test
  void loadTest_ofTheSandbox_printsRatesAndPercentiles() throws IOException {
    Programs.require("wrk");
    var token = OperatedServer.token(read("JWT_SECRET"));
    var first = "{\"crew_name\": \"echo\", \"inputs\": {\"word\": \"tea\"}}";
    assertThat(server.process().post("/execute", token, first).join().statusCode()).isEqualTo(200);
    var words = List.of("--crew", "echo", "--inputs", "{\"word\": \"tea\"}", "--seconds", "2");

    var run =
        Script.of("load-test.sh", words.toArray(String[]::new))
            .and("--connections", "2", server.process().address().toString())
            .with(Map.of("LOAD_TOKEN", token))
            .run();

    done(run);
    assertThat(run.out())
        .containsPattern("per second +[1-9]")
        .contains("p50", "p95", "p99")
        .containsPattern("status 200 +[1-9]")
        .containsPattern("no answer +0");
  }

  @Test
  void loadTest_whereAnswersAreRefused_fails() {
    Programs.require("wrk");
    var url = server.process().address().toString();
    var run = Script.of("load-test.sh", "--seconds", "1", url).with("LOAD_TOKEN", "none").run();

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).containsPattern("status 401 +[1-9]");
  }

  @Test
  void loadTest_ofAnotherHost_isRefused() {
    Programs.require("wrk");
    assertThat(Script.of("load-test.sh", "http://192.0.2.1:8080").run().status()).isEqualTo(2);
  }
}
