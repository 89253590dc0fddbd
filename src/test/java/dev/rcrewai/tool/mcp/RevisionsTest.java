package dev.rcrewai.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.Programs;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.config.Secret;
import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.net.AllowList;
import dev.rcrewai.tool.CountingServer;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.SecretText;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is spoken with servers of the newest revision, of older ones, and of none that is known. */
@Timeout(120)
final class RevisionsTest {
  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void close() throws Exception {
    CountingServer.await(VERTX.close());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void request_serverOfTheNewestRevision_needsNoSession(boolean beginsSessionsToo)
      throws Exception {
    int port = Programs.freePort();
    try (var server = EverythingServer.startNewest(port, beginsSessionsToo);
        var transport = http(URI.create(server.url()))) {
      assertThat(names(transport)).containsExactly("echo");
      assertThat(echo(transport, "hällo")).isEqualTo("Echo: hällo");
    }
  }

  @Test
  void request_processOfTheNewestRevision_needsNoSession() throws Exception {
    var declared =
        new McpDeclaration(
            "new",
            null,
            Map.of(),
            EverythingServer.newestCommand(),
            Map.of(),
            Map.of(),
            List.of(),
            Duration.ofSeconds(30));
    try (var transport = new StdioTransport(declared, NamedSecrets.NONE, InstantSource.system())) {
      assertThat(names(transport)).containsExactly("echo");
      assertThat(echo(transport, "hi")).isEqualTo("Echo: hi");
    }
  }

  /** The server refuses a call whose header says something else than its argument, or nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"eu-1", " padded", "Zürich", "=?base64?eA==?="})
  void call_argumentThatTheServerWantsAsAHeader_goesAlongInIt(String region) throws Exception {
    int port = Programs.freePort();
    try (var server = EverythingServer.startNewest(port, false);
        var transport = http(URI.create(server.url()))) {
      var params = params("hi");
      params.withObjectProperty("arguments").put("region", region);
      var with = new McpRequest("tools/call", params, Map.of("Region", region));

      var result = transport.request(with, soon());

      assertThat(result.at("/content/0/text").asText()).isEqualTo("Echo: hi from " + region);
      assertThatThrownBy(() -> transport.request(new McpRequest("tools/call", params), soon()))
          .isInstanceOf(McpException.class)
          .hasMessageContaining("Region");
    }
  }

  @Test
  void request_serverThatIsReplacedByOneOfAnotherKind_isSpokenToAnew() throws Exception {
    int port = Programs.freePort();
    var url = URI.create("http://127.0.0.1:" + port + "/mcp");
    try (var transport = http(url)) {
      try (var _ = EverythingServer.start(port)) {
        assertThat(echo(transport, "old")).isEqualTo("Echo: old");
      }
      try (var _ = EverythingServer.startNewest(port, false)) {
        assertThat(echo(transport, "new")).isEqualTo("Echo: new");
      }
      try (var _ = EverythingServer.start(port)) {
        assertThat(echo(transport, "old again")).isEqualTo("Echo: old again");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2025-11-25", "2025-06-18", "2025-03-26"})
  void request_serverOfAnOlderRevision_isSpokenToInIt(String revision) throws Exception {
    var server = server(request -> answer(request, revision));
    try (var transport = http(server.url("/mcp"))) {
      transport.request(list(), soon());
    }
    var last = server.requests().getLast();
    assertThat(last.getHeader("MCP-Protocol-Version")).isEqualTo(revision);
    assertThat(last.getHeader("Mcp-Method")).isNull();
    assertThat(last.getHeader("Authorization")).isEqualTo("Bearer t-1");
  }

  @Test
  void request_serverOfARevisionThatIsTooOld_isRefused() throws Exception {
    var server = server(request -> answer(request, "2024-11-05"));
    try (var transport = http(server.url("/mcp"))) {
      assertThatThrownBy(() -> transport.request(list(), soon()))
          .hasMessage("the server speaks revision '2024-11-05' of the protocol only");
    }
  }

  /** A server of the new kind says what it speaks; sessions are begun only where it has them. */
  @ParameterizedTest
  @CsvSource({"2025-11-25, true", "2027-01-01, false"})
  void request_serverThatRefusesTheRevision_isAskedInOneOfItsOwnOrNotAtAll(
      String supported, boolean spoken) throws Exception {
    var refusal =
        new JsonObject()
            .put("code", -32022)
            .put("message", "Unsupported protocol version")
            .put("data", new JsonObject().put("supported", new JsonArray().add(supported)));
    var server =
        server(request ->
            request.getString("method").equals("server/discover")
                ? new JsonObject().put("error", refusal)
                : answer(request, supported));
    try (var transport = http(server.url("/mcp"))) {
      if (spoken) {
        assertThat(names(transport)).containsExactly("one");
      } else {
        assertThatThrownBy(() -> transport.request(list(), soon()))
            .hasMessage("the server speaks revisions [2027-01-01] of the protocol only");
        assertThat(server.requests()).hasSize(1);
      }
    }
  }

  /** It leaves open what it does not know: half of the time is kept for what it does. */
  @Test
  void request_olderServerThatIsSilentWhenItIsAsked_isSpokenToAllTheSame() throws Exception {
    var server =
        server(request ->
            request.getString("method").equals("server/discover")
                ? SILENCE
                : answer(request, "2025-06-18"));
    try (var transport = http(server.url("/mcp"))) {
      assertThat(transport.request(list(), Instant.now().plusSeconds(2)).path("tools")).hasSize(1);
    }
  }

  @Test
  void request_resultThatAsksForInput_isRefused_andOneOfAnUnknownKindUncertain() throws Exception {
    for (var kind : List.of("input_required", "task")) {
      var server =
          server(request ->
              new JsonObject()
                  .put(
                      "result",
                      request.getString("method").equals("server/discover")
                          ? new JsonObject()
                              .put("supportedVersions", new JsonArray().add("2026-07-28"))
                          : new JsonObject().put("resultType", kind)));
      try (var transport = http(server.url("/mcp"))) {
        assertThatThrownBy(() -> transport.request(list(), soon()))
            .isInstanceOf(kind.equals("task") ? IOException.class : McpException.class);
      }
    }
  }

  private static final JsonObject SILENCE = new JsonObject();

  private static JsonObject answer(JsonObject message, String revision) {
    return switch (message.getString("method")) {
      case "initialize" ->
          new JsonObject().put("result", new JsonObject().put("protocolVersion", revision));
      case "tools/list" -> new JsonObject("{\"result\": {\"tools\": [{\"name\": \"one\"}]}}");
      default ->
          new JsonObject("{\"error\": {\"code\": -32601, \"message\": \"Method not found\"}}");
    };
  }

  private static CountingServer server(Function<JsonObject, JsonObject> answers) throws Exception {
    return CountingServer.start(
        VERTX,
        request -> request.body().onSuccess(body -> answer(request, answers, body.toJsonObject())));
  }

  private static void answer(
      HttpServerRequest request, Function<JsonObject, JsonObject> answers, JsonObject message) {
    var response = request.response();
    if (!message.containsKey("id")) {
      response.setStatusCode(202).end();
      return;
    }
    var answer = answers.apply(message);
    if (!answer.isEmpty()) {
      answer.put("jsonrpc", "2.0").put("id", message.getValue("id"));
      response
          .putHeader("Content-Type", "application/json")
          .setStatusCode(answer.containsKey("error") ? 400 : 200)
          .end(answer.encode());
    }
  }

  private static HttpTransport http(URI url) {
    var allowed = AllowList.parse("127.0.0.1").orElseThrow();
    var clock = InstantSource.system();
    var http =
        new GuardedHttp(VERTX, new AddressGuard(allowed), (_, _, _) -> true, "Tests/1.0", clock);
    var headers = Map.of("Authorization", new SecretText("Bearer ${token}"));
    return new HttpTransport(
        url, headers, new NamedSecrets(new Secret("{token: t-1}")), http, clock);
  }

  private static List<String> names(Transport transport) throws Exception {
    return transport.request(list(), soon()).path("tools").findValuesAsText("name");
  }

  private static String echo(Transport transport, String message) throws Exception {
    JsonNode result = transport.request(new McpRequest("tools/call", params(message)), soon());
    return result.at("/content/0/text").asText();
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode params(String message) {
    var params = Messages.MAPPER.createObjectNode().put("name", "echo");
    params.putObject("arguments").put("message", message);
    return params;
  }

  private static McpRequest list() {
    return new McpRequest("tools/list", Messages.MAPPER.createObjectNode());
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(30);
  }
}
