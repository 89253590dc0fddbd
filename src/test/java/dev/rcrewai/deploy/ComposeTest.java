package dev.rcrewai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docker/compose.yaml must hold to, service by service. */
class ComposeTest {
  /** A release: PostgreSQL's have two figures. */
  private static final Pattern EXACT_TAG = Pattern.compile(".+:v?\\d+\\.\\d+(\\.\\d+)?(-[a-z]+)?");

  private static final Pattern SECRET = Pattern.compile("\\$\\{(\\w*(?:SECRET|PASSWORD))(.*?)}");

  /** To close the store and let the last answers out; see ServeCommand. */
  private static final Duration STOP_MARGIN = Duration.ofSeconds(10);

  private ComposeFile compose;
  private String text = "";

  @BeforeEach
  void read() throws IOException {
    compose = ComposeFile.read();
    text = Files.readString(Path.of("docker", "compose.yaml"));
  }

  @Test
  void everyService_hasNeitherRootNorPowersNorItsRootFileSystem() {
    assertThat(compose.services().values())
        .allSatisfy(service -> {
          assertThat(service.list("cap_drop")).containsExactly("ALL");
          assertThat(service.list("cap_add")).isEmpty();
          assertThat(service.list("security_opt")).contains("no-new-privileges:true");
          assertThat(service.keys()).containsEntry("read_only", true).containsKey("user");
          assertThat(service.text("user")).isNotEqualTo("root").doesNotStartWith("0");
          assertThat(service.keys()).doesNotContainKeys("privileged", "network_mode", "pid");
        });
  }

  @Test
  void everyService_isLimitedAndItsLogIsBounded() {
    assertThat(compose.services().values())
        .allSatisfy(service -> {
          assertThat(service.in("deploy", "resources", "limits"))
              .containsKeys("cpus", "memory", "pids");
          assertThat(service.in("logging", "options")).containsKey("max-size");
          assertThat(service.text("restart")).isEqualTo("unless-stopped");
        });
  }

  @Test
  void everyImage_isOneRelease_neverWhateverIsLatest() {
    assertThat(compose.root()).as("compose v2 has none").doesNotContainKey("version");
    assertThat(compose.services().values())
        .filteredOn(service -> !service.name().startsWith("rcrewai-"))
        .allSatisfy(service -> assertThat(service.text("image")).matches(EXACT_TAG));
    assertThat(compose.servers())
        .allSatisfy(server ->
            assertThat(server.text("image")).startsWith("rcrewai/server:${RCREWAI_VERSION"));
  }

  @Test
  void threeServers_haveTheSeedsSizeAndTimeToDrain() {
    assertThat(compose.servers())
        .hasSize(3)
        .allSatisfy(server -> {
          assertThat(server.in("deploy", "resources", "limits"))
              .contains(Map.entry("cpus", "0.5"), Map.entry("memory", "512M"));
          assertThat(server.text("user")).isEqualTo("1000:1000");
          assertThat(seconds(server.text("stop_grace_period")))
              .isGreaterThan(
                  seconds(server.in("environment").get("SHUTDOWN_GRACE") + "s").plus(STOP_MARGIN));
          assertThat(server.keys()).as("nobody passes nginx by").doesNotContainKey("ports");
        });
  }

  private static Duration seconds(String text) {
    assertThat(text).endsWith("s");
    return Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
  }

  @Test
  void whatAServiceNeeds_isHealthyBefore() {
    assertThat(compose.servers())
        .allSatisfy(server ->
            assertThat(server.in("depends_on").values())
                .hasSize(2)
                .containsOnly(Map.of("condition", "service_healthy")));
    for (var store : List.of("postgres", "redis")) {
      assertThat(compose.service(store).keys()).containsKey("healthcheck");
    }
  }

  @Test
  void publishedPorts_areOnTheLoopbackOnly() {
    assertThat(compose.services().values().stream().flatMap(each -> each.list("ports").stream()))
        .isNotEmpty()
        .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
  }

  @Test
  void secrets_haveNoDefault_andAnEmptyOneIsRefused() {
    assertThat(SECRET.matcher(text).results().map(MatchResult::group))
        .hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(use -> assertThat(use).contains(":?"));
    assertThat(text).contains("${LLM_PROVIDER:?").doesNotContainIgnoringCase("=admin");
  }

  @Test
  void example_namesEveryVariable_andHoldsNoSecret() throws IOException {
    var example = Files.readString(Path.of("docker", ".env.example"));
    assertThat(SECRET.matcher(text).results().map(found -> found.group(1)))
        .allSatisfy(name -> assertThat(example).containsPattern("(?m)^" + name + "=$"));
  }

  @Test
  void redis_keepsWhatItAcknowledged_andEvictsNothing() {
    assertThat(compose.service("redis").list("command"))
        .containsSubsequence("--appendonly", "yes")
        .containsSubsequence("--appendfsync", "always")
        .containsSubsequence("--maxmemory-policy", "noeviction");
  }

  @Test
  void storesAndManagement_haveNoWayOut() {
    for (var service : List.of("postgres", "redis", "otel-collector", "tempo")) {
      assertThat(compose.service(service).list("networks")).containsExactly("inside");
    }
    assertThat(text).contains("inside: {internal: true}");
    assertThat(compose.service("nginx").list("networks"))
        .as("the management port is in the network that nginx is not in")
        .doesNotContain("inside");
  }

  @Test
  void filesOfTheRepository_areMountedToBeRead() {
    assertThat(compose.services().values().stream().flatMap(service -> service.binds().stream()))
        .isNotEmpty()
        .allSatisfy(bind -> assertThat(bind).containsEntry("read_only", true));
  }
}
