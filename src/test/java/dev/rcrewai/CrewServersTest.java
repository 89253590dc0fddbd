package dev.rcrewai;

import static dev.rcrewai.NodeFixture.request;
import static dev.rcrewai.execution.Await.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.ExecutionRequest;
import dev.rcrewai.execution.PinnedCrew;
import dev.rcrewai.execution.Submitted;
import dev.rcrewai.health.HealthStatus;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.tool.CountingServer;
import dev.rcrewai.tool.mcp.EverythingServer;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Crews with MCP servers of their own: before real ones, also ones that come late. */
@Timeout(120)
final class CrewServersTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final String SCRIPT =
      """
      rules:
        - name: ask
          when: {offers: own__echo, not_called: own__echo}
          answer: {tool_calls: [{name: own__echo, arguments: {message: hi}}]}
        - name: told
          when: {called: own__echo}
          answer: {text: '${result:own__echo}', disclose: false}
        - name: no-tool
          answer: {text: 'I have no tool.', disclose: false}
      """;

  @TempDir Path dir;
  private final int port = Programs.freePort();
  private NodeFixture node;

  @BeforeEach
  void fixture() {
    node = new NodeFixture(dir, SCRIPT);
    node.with("TOOL_NETWORK_ALLOW", "127.0.0.1");
    node.with("TOOL_SECRETS", "{token: t-1, other: o-1}");
    crew("http://127.0.0.1:" + port + "/mcp", "");
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void run_crewWithAServerOfItsOwn_usesIt_andPinsHowToReachIt() throws Exception {
    try (var _ = EverythingServer.start(port)) {
      node.start();
      awaitTools();

      var execution = node.run(talk());

      assertThat(execution.output()).isEqualTo("Echo: hi");
      var crew = (PinnedCrew) await(node.node().executions().crew(execution));
      var pinned = requireNonNull(crew.tool("own__echo"));
      assertThat(pinned.parameters().toString()).contains("message");
      assertThat(String.valueOf(pinned.home())).contains("127.0.0.1:" + port);
      assertThat(pinned.sideEffects()).isFalse();
    }
  }

  /** Nobody's fault that callers could mend: they are told to come again, and the crew stays. */
  @Test
  void submit_serverThatIsSilentAtTheStart_isRefusedUntilItAnswers() throws Exception {
    node.start();

    assertThat(node.node().crews().find("talker")).isNotNull();
    assertThat(node.submit(talk()))
        .isInstanceOfSatisfying(
            Submitted.ToolsUnavailable.class,
            refused ->
                assertThat(refused.error())
                    .isEqualTo(
                        "Tools of crew 'talker' are not available: MCP server 'own' has not told of"
                            + " its tools"));
    var health = await(checks().crews());
    assertThat(health.status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(health.toString()).contains("talker waits: MCP server 'own' has not told");

    try (var _ = EverythingServer.start(port)) {
      awaitTools();
      assertThat(node.run(talk()).output()).isEqualTo("Echo: hi");
      assertThat(await(checks().crews()).status()).isEqualTo(HealthStatus.HEALTHY);
    }
  }

  @Test
  void submit_operatorsServerThatIsSilentAtTheStart_isRefusedUntilItAnswers() throws Exception {
    node.with("TOOLS_DIR", dir.resolve("tools").toString());
    node.write(
        "tools/own.yaml",
        "mcp: {own: {url: 'http://127.0.0.1:%d/mcp', tools: [echo]}}".formatted(port));
    node.crew("talker", TALKER);
    node.start();
    assertThat(node.submit(talk())).isInstanceOf(Submitted.ToolsUnavailable.class);

    try (var _ = EverythingServer.start(port)) {
      awaitTools();
      assertThat(node.run(talk()).output()).isEqualTo("Echo: hi");
    }
  }

  /** The node that goes on has neither the crew nor, at that moment, its server's word. */
  @Test
  void run_afterTheCrewIsGone_goesOnWithWhatWasPinned() throws Exception {
    var careful = TALKER.replace("goal: Talk,", "goal: Talk, require_approval_for_tools: true,");
    node.crew("talker", serverAt("http://127.0.0.1:" + port + "/mcp", "") + careful);
    try (var _ = EverythingServer.start(port)) {
      node.start();
      awaitTools();
      var id = node.accept(talk());
      Waiting.until(
          "it asks", SOON, () -> !node.events(id, EventData.InputRequested.class).isEmpty());
      node.stop();
      Files.delete(dir.resolve("crews/talker.yaml"));

      node.start();
      assertThat(node.node().crews().find("talker")).isNull();
      await(node.node().executions().answer(id, null, "yes", "", "bob"));

      assertThat(await(node.ended(id)).output()).isEqualTo("Echo: hi");
    }
  }

  @Test
  void load_secretThatIsNotMeantForThatHost_isRefused_andNeverSent() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var canary = CountingServer.start(vertx, request -> request.response().end());
      node.with("TOOL_CREW_SECRETS", "token=http://127.0.0.1:" + port);
      crew(canary.url("/mcp").toString(), "headers: {Authorization: 'Bearer ${token}'},");
      node.start();

      assertThat(node.node().crews().broken().toString())
          .contains("no secret 'token' may be sent there");
      assertThat(canary.requests()).isEmpty();
    } finally {
      CountingServer.await(vertx.close());
    }
  }

  @Test
  void load_secretThatIsMeantForThatHost_isSentThere() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var server = CountingServer.start(vertx, request -> request.response().end());
      node.with("TOOL_CREW_SECRETS", "token=http://127.0.0.1:" + server.port());
      crew(server.url("/mcp").toString(), "headers: {Authorization: 'Bearer ${token}'},");
      node.start();

      Waiting.until("it is asked", SOON, () -> !server.requests().isEmpty());
      assertThat(server.requests().getFirst().getHeader("Authorization")).isEqualTo("Bearer t-1");
    } finally {
      CountingServer.await(vertx.close());
    }
  }

  @Test
  void start_serverAtAPrivateAddress_isNeverConnected() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var canary = CountingServer.start(vertx, request -> request.response().end());
      node.with("TOOL_NETWORK_ALLOW", "10.9.8.7");
      crew(canary.url("/mcp").toString(), "");
      node.start();

      assertThat(node.submit(talk())).isInstanceOf(Submitted.ToolsUnavailable.class);
      assertThat(canary.requests()).isEmpty();
    } finally {
      CountingServer.await(vertx.close());
    }
  }

  @Test
  void run_exampleWithTheSandbox_needsNoKey() throws Exception {
    var example = Files.readString(Path.of("conf/examples/servers/receipt_total.yaml"));
    node.crew("receipt_total", example.replace("localhost:3001", "127.0.0.1:" + port));
    node.with("LLM_PROVIDER", "sandbox").with("SANDBOX_DIR", "conf/sandbox");
    try (var _ = EverythingServer.start(port)) {
      node.start();
      awaitTools("receipt_total");

      var execution = node.run(request("receipt_total", Map.of("food", "31", "drinks", "11")));

      assertThat(execution.output()).contains("The till says:", "42");
    }
  }

  private Checks checks() {
    return new Checks(node.vertx(), node.node(), node.settings());
  }

  private void awaitTools() {
    awaitTools("talker");
  }

  private void awaitTools(String crew) {
    var tools = node.node().tools();
    Waiting.until(
        "the server told of its tools",
        SOON,
        () -> tools.missing(requireNonNull(node.node().crews().find(crew))).isEmpty());
  }

  private static ExecutionRequest talk() {
    return request("talker", Map.of());
  }

  private void crew(String url, String headers) {
    node.crew("talker", serverAt(url, headers) + TALKER);
  }

  private static String serverAt(String url, String headers) {
    return "mcp: {own: {url: '%s', %s tools: [echo], read_only: [echo]}}\n".formatted(url, headers);
  }

  private static final String TALKER =
      """
      agents: {clerk: {role: Clerk, goal: Talk, tools: [own__echo]}}
      tasks: {talk: {description: Talk., expected_output: Words, agent: clerk}}
      """;
}
