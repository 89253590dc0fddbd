package dev.rcrewai.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.config.Secret;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.net.AllowList;
import dev.rcrewai.step.ToolResult;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference server over HTTP and over pipes, and servers of other revisions. */
@Timeout(120)
final class McpServerTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static EverythingServer everything;
  private final List<McpServer> opened = new ArrayList<>();

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
    opened.forEach(McpServer::close);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tools_allowedOnes_areOfferedAndRun(boolean overHttp) throws Exception {
    var tools = tools(overHttp, "echo", "get-sum", "get-tiny-image", "no-such-tool");

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

    opened.forEach(McpServer::close);

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
    var deaf =
        new McpDeclaration(
            "all",
            null,
            Map.of(),
            List.of("sleep", "60"),
            Map.of(),
            List.of("echo"),
            List.of(),
            Duration.ofSeconds(30));
    var transport = new StdioTransport(deaf, NamedSecrets.NONE);
    var params = Messages.MAPPER.createObjectNode().put("long", "x".repeat(1 << 20));

    assertThatThrownBy(() -> transport.request("any", params, Instant.now().plusMillis(300)))
        .isInstanceOf(IOException.class);
    var process = McpProcess.start(deaf, NamedSecrets.NONE);
    assertThatThrownBy(() -> process.request("any", params, Instant.now().plusMillis(300)))
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
    var server = server(declared(canary.url("/mcp"), List.of("echo")), AllowList.NONE);

    assertThat(server.tools(Instant.now().plusSeconds(10))).isEmpty();
    assertThat(canary.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"})
  void tools_revisionOfTheServer_isSpokenOrRefused(String revision) throws Exception {
    var server =
        CountingServer.start(
            VERTX,
            request ->
                request
                    .body()
                    .onSuccess(body -> {
                      var message = body.toJsonObject();
                      var answer = answer(message, revision);
                      request
                          .response()
                          .putHeader("Content-Type", "application/json")
                          .setStatusCode(answer == null ? 202 : 200)
                          .end(answer == null ? "" : answer.put("jsonrpc", "2.0").encode());
                    }));
    var tools =
        server(declared(server.url("/mcp"), List.of("one")), allowed())
            .tools(Instant.now().plusSeconds(10));

    if (revision.equals("2024-11-05")) {
      assertThat(tools).isEmpty();
    } else {
      assertThat(tools).hasSize(1);
      assertThat(server.requests().getLast().getHeader("MCP-Protocol-Version")).isEqualTo(revision);
      assertThat(server.requests().getLast().getHeader("Authorization")).isEqualTo("Bearer t-1");
    }
  }

  private static @Nullable JsonObject answer(JsonObject message, String revision) {
    var id = message.getValue("id");
    return switch (message.getString("method")) {
      case "initialize" ->
          new JsonObject()
              .put("id", id)
              .put("result", new JsonObject().put("protocolVersion", revision));
      case "tools/list" ->
          new JsonObject()
              .put("id", id)
              .put(
                  "result",
                  new JsonObject(
                      "{\"tools\": [{\"name\": \"one\", \"inputSchema\": {\"type\":"
                          + " \"object\"}}]}"));
      default -> null;
    };
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().arguments().map(List::of).orElse(List.of()).contains("stdio"))
        .toList();
  }

  private List<Tool> tools(boolean overHttp, String... names) throws InterruptedException {
    var list = List.of(names);
    var declared =
        overHttp
            ? declared(URI.create(everything.url()), list)
            : new McpDeclaration(
                "all",
                null,
                Map.of(),
                EverythingServer.command(),
                Map.of("TOKEN", new SecretText("${token}")),
                list,
                List.of("echo"),
                Duration.ofSeconds(30));
    return server(declared, allowed()).tools(Instant.now().plusSeconds(60));
  }

  private static McpDeclaration declared(URI url, List<String> tools) {
    return new McpDeclaration(
        "all",
        url,
        Map.of("Authorization", new SecretText("Bearer ${token}")),
        List.of(),
        Map.of(),
        tools,
        List.of("echo"),
        Duration.ofSeconds(30));
  }

  private McpServer server(McpDeclaration declared, AllowList allowed) {
    var http =
        new GuardedHttp(
            VERTX,
            new AddressGuard(allowed),
            (_, _, _) -> true,
            "Tests/1.0",
            InstantSource.system());
    var server = new McpServer(declared, new NamedSecrets(new Secret("{token: t-1}")), http);
    opened.add(server);
    return server;
  }

  private static AllowList allowed() {
    return AllowList.parse("127.0.0.1").orElseThrow();
  }

  private static ToolResult call(Tool tool, Map<String, Object> arguments) throws Exception {
    return tool.run(ToolInputs.of(arguments));
  }
}
