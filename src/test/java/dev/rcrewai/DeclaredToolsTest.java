package dev.rcrewai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.config.CrewSecrets;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.config.Secret;
import dev.rcrewai.config.ToolOffer;
import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.net.AllowList;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.tool.CountingServer;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.ToolInputs;
import dev.rcrewai.tool.http.HttpTool;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tools that are declared in YAML, called over real HTTP. */
@Timeout(30)
final class DeclaredToolsTest {
  private static final String WEATHER =
      """
      http:
        get_weather:
          description: The weather of a city.
          parameters:
            type: object
            properties:
              city: {type: string}
              day: {type: string}
            required: [city]
            additionalProperties: false
          url: http://127.0.0.1:PORT/v1/{city}/now?day={day}&units=si
          headers: {Authorization: 'Bearer ${weather.key}'}
          response: /report/text
        order:
          description: Orders something.
          parameters:
            type: object
            properties: {item: {type: string}, count: {type: integer}, note: {type: string}}
          method: POST
          url: http://127.0.0.1:PORT/orders
          body: {order: {item: '{item}', count: '{count}', note: '{note}'}, by: 'agent {item}'}
          timeout: 2
      """;

  @TempDir Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final Secret secrets = new Secret("{weather.key: k-1}");
  private final List<String> bodies = new ArrayList<>();
  private final AtomicReference<Runnable> answer = new AtomicReference<>(() -> {});
  private CountingServer server;
  private final AtomicReference<HttpServerRequest> last = new AtomicReference<>();

  @BeforeEach
  void server() throws Exception {
    server =
        CountingServer.start(
            vertx,
            request -> {
              last.set(request);
              request
                  .body()
                  .onSuccess(body -> {
                    bodies.add(body.toString());
                    Objects.requireNonNull(answer.get()).run();
                  });
            });
    answer(200, "{\"report\": {\"text\": \"Rain\", \"degrees\": 9}}");
    write("weather.yaml", WEATHER.replace("PORT", Integer.toString(server.port())));
  }

  @AfterEach
  void close() throws Exception {
    CountingServer.await(vertx.close());
  }

  @Test
  void call_placeholders_staysWhereTheyWere() throws Exception {
    assertThat(call("get_weather", Map.of("city", "a/../b?x=1#f&é", "day", "mon&units=us")))
        .isEqualTo(new ToolResult.Completed("Rain"));

    assertThat(last().uri())
        .isEqualTo("/v1/a%2F..%2Fb%3Fx%3D1%23f%26%C3%A9/now?day=mon%26units%3Dus&units=si");
    assertThat(last().getHeader("Authorization")).isEqualTo("Bearer k-1");
  }

  @Test
  void call_optionalParameterLeftOut_leavesItsPartOut() throws Exception {
    call("get_weather", Map.of("city", "Rome"));

    assertThat(last().uri()).isEqualTo("/v1/Rome/now?units=si");
  }

  @Test
  void call_wayUpInThePath_isRefused() throws Exception {
    for (String city : List.of("..", ".", "")) {
      assertThat(call("get_weather", Map.of("city", city)).text()).contains("and not . or ..");
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void call_secretSwapped_usesTheNewOne() throws Exception {
    var tool = tool("get_weather");
    secrets.swap("{weather.key: k-2}");

    tool.run(ToolInputs.of(Map.of("city", "Rome")));

    assertThat(last().getHeader("Authorization")).isEqualTo("Bearer k-2");
  }

  @Test
  void call_body_keepsItsStructureWhateverTheValues() throws Exception {
    answer(201, "done");

    assertThat(call("order", Map.of("item", "\"}, \"admin\": true, {\"", "count", 2)))
        .isEqualTo(new ToolResult.Completed("done"));

    assertThat(new JsonObject(bodies.getFirst()))
        .isEqualTo(
            new JsonObject()
                .put(
                    "order",
                    new JsonObject().put("item", "\"}, \"admin\": true, {\"").put("count", 2))
                .put("by", "agent \"}, \"admin\": true, {\""));
    assertThat(last().getHeader("Idempotency-Key")).isEqualTo(ToolInputs.KEY);
  }

  @Test
  void call_answerIsAnError_saysSo() throws Exception {
    answer(404, "no such city");

    assertThat(call("get_weather", Map.of("city", "X")))
        .isEqualTo(
            new ToolResult.Failed("get_weather failed: the answer has status 404: no such city"));
  }

  @Test
  void call_thatChangesSomethingAndBreaksOff_isUnknown() throws Exception {
    answer(500, "oops");
    assertThat(call("order", Map.of("item", "x"))).isInstanceOf(ToolResult.Unknown.class);
    answer.set(() -> last().connection().close());
    assertThat(call("order", Map.of("item", "x"))).isInstanceOf(ToolResult.Unknown.class);
    answer(422, "no");
    assertThat(call("order", Map.of("item", "x"))).isInstanceOf(ToolResult.Failed.class);
  }

  @Test
  void call_hostThatIsNotAllowed_isNeverConnected() throws Exception {
    var guarded = http(AllowList.NONE);
    for (var declared : DeclaredTools.read(offer()).http()) {
      var tool = new HttpTool(declared, NamedSecrets.NONE, guarded);

      assertThat(tool.run(ToolInputs.of(Map.of("city", "Rome"))))
          .isInstanceOf(ToolResult.Failed.class);
    }
    assertThat(server.requests()).isEmpty();
  }

  private static final String MISTAKES =
      """
      http:
        one:
          description: One.
          url: http://{host}/x
        two:
          description: Two.
          parameters: {type: object, properties: {a: {type: string, pattern: '('}}}
          url: http://two.test/{id}
          headers: {X-Key: '${nobody}'}
          body: {a: '{b}'}
      sql:
        db: {description: D., url: 'postgresql://u:p@h/d', password: '${gone}'}
      mcp:
        both: {url: 'http://m.test/mcp', command: [x], tools: [a], read_only: [b]}
        other: {url: 'http://m.test/mcp', tools: [a], read_only: [b]}
      """;

  @Test
  void read_mistakes_areNamedByLineAndColumn() throws Exception {
    Files.delete(dir.resolve("weather.yaml"));
    write("bad.yaml", MISTAKES);
    write("worse.yaml", "http:\n  Three:\n    descripton: x\n    url: ftp://three.test/\n");

    assertThatThrownBy(() -> DeclaredTools.read(offer()))
        .isInstanceOf(ToolFilesException.class)
        .message()
        .satisfies(text ->
            assertThat(text.replace(dir + "/", "").lines())
                .containsExactly(
                    "bad.yaml:4:10: a url has a scheme and a host, both without parameters or a"
                        + " user name",
                    "bad.yaml:7:17: this is no JSON Schema: Unclosed group near index 1 (",
                    "bad.yaml:8:10: there is no parameter 'id'; list it under parameters",
                    "bad.yaml:9:22: TOOL_SECRETS has no 'nobody'; add it, or correct the name",
                    "bad.yaml:10:11: a body needs another method than GET",
                    "bad.yaml:12:30: expected postgresql:// or mysql://, then user@host/database"
                        + " and the password apart from it, or sqlite:path",
                    "bad.yaml:12:64: TOOL_SECRETS has no 'gone'; add it, or correct the name",
                    "bad.yaml:14:9: give either the url of a server or the command that starts one",
                    "bad.yaml:15:10: read_only names 'b', which is not among tools",
                    "worse.yaml:2:3: the name 'Three' must match ^[a-z0-9_-]{1,64}$; write 'three',"
                        + " also where it is referred to",
                    "worse.yaml:3:5: unknown key 'descripton'; did you mean 'description'?",
                    "worse.yaml:4:10: url is 'ftp://three.test/'; expected text that matches"
                        + " ^https?://"));
  }

  @Test
  void read_noDirectory_declaresNothing() {
    assertThat(DeclaredTools.read(offer(dir.resolve("none"))).http()).isEmpty();
  }

  private void answer(int status, String body) {
    answer.set(() -> last().response().setStatusCode(status).end(body));
  }

  private HttpServerRequest last() {
    return Objects.requireNonNull(last.get(), "nobody asked");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(dir.resolve(name), text);
  }

  private ToolResult call(String tool, Map<String, Object> arguments) throws Exception {
    return tool(tool).run(ToolInputs.of(arguments));
  }

  private HttpTool tool(String name) {
    var http = http(AllowList.parse("127.0.0.1").orElseThrow());
    return DeclaredTools.read(offer()).http().stream()
        .filter(declared -> declared.spec().name().equals(name))
        .map(declared -> new HttpTool(declared, new NamedSecrets(secrets), http))
        .findFirst()
        .orElseThrow();
  }

  private GuardedHttp http(AllowList allowed) {
    return new GuardedHttp(
        vertx, new AddressGuard(allowed), (_, _, _) -> true, "Tests/1.0", InstantSource.system());
  }

  private ToolOffer offer() {
    return offer(dir);
  }

  private ToolOffer offer(Path at) {
    return new ToolOffer(
        List.of(),
        1,
        AllowList.NONE,
        Set.of(80),
        at,
        new NamedSecrets(secrets),
        CrewSecrets.NONE,
        null);
  }
}
