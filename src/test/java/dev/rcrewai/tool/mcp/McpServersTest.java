package dev.rcrewai.tool.mcp;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.Programs;
import dev.rcrewai.config.CrewSecrets;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.config.Secret;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.net.AllowList;
import dev.rcrewai.step.ToolHome;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.CountingServer;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.SecretText;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolArguments;
import dev.rcrewai.tool.ToolInput;
import dev.rcrewai.tool.ToolInputs;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference server over HTTP and over pipes, and what a server does that misbehaves. */
@Timeout(120)
final class McpServersTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SILENT = "MCP server 'all' has not told of its tools";
  private static final NamedSecrets SECRETS = new NamedSecrets(new Secret("{token: t-1}"));
  private static final Vertx VERTX = Vertx.vertx();
  private static EverythingServer everything;
  private final List<McpServers> opened = new ArrayList<>();

  @BeforeAll
  static void server() throws Exception {
    everything = EverythingServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    everything.close();
    VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    opened.forEach(McpServers::close);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tools_allowedOnes_areOfferedAndRun(boolean overHttp) throws Exception {
    var tools = tools(overHttp, "echo", "get-sum", "get-tiny-image");

    assertThat(tools)
        .extracting(tool -> tool.spec().name())
        .containsExactly("all__echo", "all__get-sum", "all__get-tiny-image");
    assertThat(tools.get(0).spec().sideEffects()).isFalse();
    assertThat(tools.get(1).spec().sideEffects()).isTrue();
    assertThat(call(tools.get(0), Map.of("message", "hi")))
        .isEqualTo(new ToolResult.Completed("Echo: hi"));
    assertThat(call(tools.get(1), Map.of("a", 2, "b", 3)).text()).contains("5");
    assertThat(call(tools.get(2), Map.of()).text()).contains("(not shown: image/png)");
    assertThat(call(tools.get(0), Map.of("message", 7))).isInstanceOf(ToolResult.Failed.class);
  }

  @Test
  void call_serverThatLostItsSessions_beginsANewOne() throws Exception {
    var echo = tools(true, "echo").getFirst();
    call(echo, Map.of("message", "before"));

    everything.restart();

    assertThat(call(echo, Map.of("message", "after")))
        .isEqualTo(new ToolResult.Completed("Echo: after"));
  }

  @Test
  void call_processThatDied_isStartedAgain() throws Exception {
    var echo = tools(false, "echo").getFirst();
    var before = children();
    assertThat(before).isNotEmpty();

    before.forEach(ProcessHandle::destroyForcibly);
    for (var child : before) {
      child.onExit().get(10, TimeUnit.SECONDS);
    }

    assertThat(call(echo, Map.of("message", "again")))
        .isEqualTo(new ToolResult.Completed("Echo: again"));
  }

  @Test
  void close_serverThatWasStarted_endsIt() throws Exception {
    tools(false, "echo");
    var before = children();

    opened.forEach(McpServers::close);

    for (var child : before) {
      child.onExit().get(10, TimeUnit.SECONDS);
    }
    assertThat(children()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void call_thatTakesTooLong_isUnknown(boolean overHttp) throws Exception {
    var slow = tools(overHttp, "trigger-long-running-operation").getFirst();
    var input =
        new ToolInput(
            new ToolArguments(Map.of("duration", 30, "steps", 3)),
            "alice",
            Instant.now().plusMillis(500),
            ToolInputs.KEY);

    assertThat(slow.run(input)).isInstanceOf(ToolResult.Unknown.class);
  }

  /** What is written to it fills the pipe, and then blocks. */
  @Test
  void call_processThatReadsNothing_isGivenUp() throws Exception {
    var deaf = command(List.of("sleep", "60"), List.of("echo"));
    var transport = new StdioTransport(deaf, SECRETS, InstantSource.system());
    var params = Messages.MAPPER.createObjectNode().put("long", "x".repeat(1 << 20));

    assertThatThrownBy(
            () -> transport.request(new McpRequest("any", params), Instant.now().plusMillis(300)))
        .isInstanceOf(IOException.class);
    var process = McpProcess.start(deaf, SECRETS);
    assertThatThrownBy(() -> process.ask("any", params, Instant.now().plusMillis(300)))
        .hasMessage("the server did not answer in time");
    Waiting.until("it is ended", Duration.ofSeconds(10), () -> !process.isAlive());
    transport.close();
  }

  @Test
  void environment_ofAStartedServer_isWhatWasDeclared() throws Exception {
    var env = tools(false, "get-env").getFirst();

    assertThat(new JsonObject(call(env, Map.of()).text()).getMap())
        .containsOnlyKeys("PATH", "TOKEN")
        .containsEntry("TOKEN", "t-1");
  }

  @Test
  void tools_hostThatIsNotAllowed_isNeverConnected() throws Exception {
    var canary = CountingServer.start(VERTX, request -> request.response().end());
    var servers = servers(declared(canary.url("/mcp"), List.of("echo")), AllowList.NONE);

    await(servers.asked(SOON));

    assertThat(servers.find("all__echo")).contains(new Told.NotYet(SILENT));
    assertThat(canary.requests()).isEmpty();
  }

  @Test
  void tools_thatTheServerHasNot_areNamed_andTheOthersOffered() throws Exception {
    var servers =
        servers(declared(URI.create(everything.url()), List.of("echo", "nope")), allowed());

    await(servers.asked(SOON));

    assertThat(servers.find("all__echo")).containsInstanceOf(Told.Known.class);
    assertThat(servers.find("all__nope"))
        .contains(new Told.NotYet("MCP server 'all' has no tool 'nope' that can be used"));
    assertThat(servers.find("all__get-sum")).isEmpty();
  }

  @Test
  void tools_serverThatIsSilentAtFirst_areKnownOnceItAnswers() throws Exception {
    int port = Programs.freePort();
    var url = URI.create("http://127.0.0.1:" + port + "/mcp");
    var servers = servers(declared(url, List.of("echo")), allowed());
    await(servers.asked(SOON));
    assertThat(servers.find("all__echo")).contains(new Told.NotYet(SILENT));

    try (var _ = EverythingServer.start(port)) {
      Waiting.until(
          "it is asked again",
          Duration.ofSeconds(30),
          () -> servers.find("all__echo").orElseThrow() instanceof Told.Known);
    }
  }

  /** A node may be given an execution before its own servers have answered. */
  @Test
  void call_serverThatHasNotTold_needsOnlyWhatWasPinned() throws Exception {
    var pinned = tools(true, "echo").getFirst().spec();
    var others = servers(declared(URI.create(everything.url()), List.of("echo")), allowed(), false);

    assertThat(call(others.tool(pinned), Map.of("message", "hi")))
        .isEqualTo(new ToolResult.Completed("Echo: hi"));
  }

  /** What a pin says was right where it was pinned; each node asks its own operator again. */
  @Test
  void call_crewsServerWhoseSecretIsNotMeantForIt_sendsNothing() throws Exception {
    var canary = CountingServer.start(VERTX, request -> request.response().end());
    var header = Map.of("Authorization", "Bearer ${token}");
    var address = new ToolHome.Address(canary.url("/mcp"), header, Duration.ofSeconds(5));
    var home = new ToolHome("own", "echo", Map.of(), address);
    var pinned = new ToolSpec("own__echo", "Says it again.", Map.of("type", "object"), true, home);
    var servers = servers(declared(URI.create(everything.url()), List.of("echo")), allowed());

    assertThat(call(servers.tool(pinned), Map.of()))
        .isEqualTo(
            new ToolResult.Failed(
                "own__echo failed: a secret for it is not there, or may not be sent to it"));
    assertThat(canary.requests()).isEmpty();
  }

  @Test
  void find_callOfAToolThatWasPinnedWithoutItsHome_isOfTheOperatorsServer() throws Exception {
    var servers = servers(declared(URI.create(everything.url()), List.of("echo")), allowed());
    await(servers.asked(SOON));

    assertThat(servers.named("all__echo").orElseThrow().home()).isNotNull();
    assertThat(servers.named("all__nope")).isEmpty();
  }

  @Test
  void call_toolThatTheOperatorTookBack_isRefused() throws Exception {
    var pinned = tools(true, "echo").getFirst().spec();
    var others = servers(declared(URI.create(everything.url()), List.of("get-sum")), allowed());

    assertThat(call(others.tool(pinned), Map.of("message", "hi")))
        .isEqualTo(
            new ToolResult.Failed(
                "all__echo failed: whoever runs this server does not offer it any more"));
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().arguments().map(List::of).orElse(List.of()).contains("stdio"))
        .toList();
  }

  private List<Tool> tools(boolean overHttp, String... names) throws Exception {
    var list = List.of(names);
    var servers =
        servers(
            overHttp
                ? declared(URI.create(everything.url()), list)
                : command(EverythingServer.command(), list),
            allowed());
    await(servers.asked(SOON));
    return list.stream()
        .map(name -> (Told.Known) servers.find(offered(name)).orElseThrow())
        .map(told -> servers.tool(told.spec()))
        .toList();
  }

  private static McpDeclaration command(List<String> command, List<String> tools) {
    return new McpDeclaration(
        "all",
        null,
        Map.of(),
        command,
        Map.of("TOKEN", new SecretText("${token}")),
        offered(tools),
        List.of("echo"),
        Duration.ofSeconds(30));
  }

  private static McpDeclaration declared(URI url, List<String> tools) {
    return new McpDeclaration(
        "all",
        url,
        Map.of("Authorization", new SecretText("Bearer ${token}")),
        List.of(),
        Map.of(),
        offered(tools),
        List.of("echo"),
        Duration.ofSeconds(30));
  }

  private static Map<String, String> offered(List<String> tools) {
    return tools.stream().collect(Collectors.toMap(McpServersTest::offered, tool -> tool));
  }

  private static String offered(String tool) {
    return "all__" + tool;
  }

  @Test
  void servers_twoOfOneName_areAMistake() {
    var one = command(List.of("true"), List.of("echo"));

    assertThatThrownBy(() -> servers(List.of(one, one), AllowList.NONE, false))
        .hasMessage("two MCP servers are named all");
  }

  private McpServers servers(McpDeclaration declared, AllowList allowed) {
    return servers(declared, allowed, true);
  }

  private McpServers servers(McpDeclaration declared, AllowList allowed, boolean started) {
    return servers(List.of(declared), allowed, started);
  }

  private McpServers servers(List<McpDeclaration> declared, AllowList allowed, boolean started) {
    var clock = InstantSource.system();
    var http =
        new GuardedHttp(VERTX, new AddressGuard(allowed), (_, _, _) -> true, "Tests/1.0", clock);
    var servers = new McpServers(VERTX, declared, SECRETS, CrewSecrets.NONE, http, clock);
    opened.add(servers);
    if (started) {
      servers.start();
    }
    return servers;
  }

  private static AllowList allowed() {
    return AllowList.parse("127.0.0.1").orElseThrow();
  }

  private static ToolResult call(Tool tool, Map<String, Object> arguments) throws Exception {
    return tool.run(ToolInputs.of(arguments));
  }
}
