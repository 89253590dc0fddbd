package dev.rcrewai.tool.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.tool.CountingServer;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.ToolArguments;
import dev.rcrewai.tool.ToolInput;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The search against a real server that answers like DuckDuckGo, or badly, or not at all. */
@Timeout(20)
final class WebSearchTest {
  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  @AfterEach
  void close() throws Exception {
    CountingServer.await(vertx.close());
  }

  @Test
  void run_resultsFound_areNumberedWithoutAdvertisements() throws Exception {
    var server = serving("results.html");

    assertThat(search(server, Map.of("query", "vert.x & \"event bus\"", "max_results", 2)))
        .isEqualTo(
            new ToolResult.Completed(
                """
                Search Results:

                1. Event bus – Vert.x & friends
                   URL: https://vertx.example/docs/event-bus
                   The event bus lets parts of an application talk <to> each other.

                2. A tutorial
                   URL: https://tutorial.example/?a=1&b=2
                   Request and reply, step by step.\
                """));
    var request = server.requests().getFirst();
    assertThat(request.getParam("q")).isEqualTo("vert.x & \"event bus\"");
    assertThat(request.path()).isEqualTo("/html/");
    assertThat(request.getHeader("User-Agent")).isEqualTo("Tests/1.0");
  }

  @Test
  void run_noMaximumGiven_givesFive() throws Exception {
    assertThat(search(serving("results.html"), Map.of("query", "x")).text())
        .contains("\n5. ")
        .doesNotContain("\n6. ");
  }

  @Test
  void run_nothingFound_saysSo() throws Exception {
    assertThat(search(serving("none.html"), Map.of("query", "x")))
        .isEqualTo(new ToolResult.Completed("No search results found."));
  }

  @Test
  void run_serverWantsAHuman_failsHonestly() throws Exception {
    var server =
        CountingServer.start(
            vertx, request -> request.response().setStatusCode(202).end(page("challenge.html")));

    assertThat(search(server, Map.of("query", "x")).text())
        .isEqualTo(
            "Search failed: 127.0.0.1 wants to be asked by humans only for now."
                + " Go on without it, and say what could not be looked up.");
  }

  @Test
  void run_serverFails_namesTheStatus() throws Exception {
    assertFails(r -> r.response().setStatusCode(503).end(), "127.0.0.1 answered with status 503");
  }

  @Test
  void run_nobodyListens_saysThatItCouldNotBeReached() throws Exception {
    var server = serving("none.html");
    CountingServer.await(vertx.close());
    var other = Vertx.vertx();
    try {
      assertThat(run(tool(other, server.url("/html/")), Map.of("query", "x"), 10_000).text())
          .startsWith("Search failed: 127.0.0.1 could not be reached.");
    } finally {
      CountingServer.await(other.close());
    }
  }

  @Test
  void run_connectionBreaks_saysThatItCouldNotBeReached() throws Exception {
    assertFails(
        request -> {
          var response = request.response().putHeader("Content-Length", "1000");
          response.write("<html>").onComplete(_ -> request.connection().close());
        },
        "could not be reached");
  }

  @Test
  void run_endlessBody_isGivenUpAndTheConnectionClosed() throws Exception {
    assertFails(
        request -> {
          request.connection().closeHandler(_ -> closed.countDown());
          request.response().setChunked(true);
          pour(request);
        },
        "sent more than can be read");
    assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void run_bodyThatUnpacksBeyondTheBound_isGivenUp() throws Exception {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[GuardedHttp.BODY_BYTES_MAX + 1]);
    }
    var body = Buffer.buffer(packed.toByteArray());
    assertThat(body.length()).isLessThan(10_000);

    assertFails(
        request -> request.response().putHeader("Content-Encoding", "gzip").end(body),
        "sent more than can be read");
  }

  @Test
  void run_noAnswer_failsAtTheDeadlineAndClosesTheConnection() throws Exception {
    var server = CountingServer.start(vertx, this::keepWaiting);

    assertThat(run(tool(vertx, server.url("/html/")), Map.of("query", "x"), 300).text())
        .startsWith("Search failed: 127.0.0.1 did not answer in time.");
    assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void run_interrupted_closesTheConnectionWithinASecond() throws Exception {
    var server = CountingServer.start(vertx, this::keepWaiting);
    var tool = tool(vertx, server.url("/html/"));
    var ended = new CountDownLatch(1);
    var call =
        Thread.ofVirtual()
            .start(() -> {
              try {
                run(tool, Map.of("query", "x"), 15_000);
              } catch (InterruptedException e) {
                ended.countDown();
              }
            });
    assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();

    call.interrupt();

    assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();
    assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void run_searchUrlHasAQuery_keepsIt() throws Exception {
    var server = serving("none.html");

    run(tool(vertx, server.url("/html/?kl=de-de")), Map.of("query", "x y"), 10_000);

    assertThat(server.requests().getFirst().query()).isEqualTo("kl=de-de&q=x+y");
  }

  @Test
  void webSearch_noWebAddress_isRefusedAtOnce() {
    assertThatThrownBy(() -> tool(vertx, URI.create("file:///etc/passwd")))
        .hasMessage("'file:///etc/passwd' is no http or https URL");
  }

  @Test
  void spec_bounds_areThoseOfTheTool() {
    var spec = tool(vertx, URI.create("http://localhost/")).spec();

    assertThat(spec.sideEffects()).isFalse();
    assertThat(spec.parameters().get("properties")).asString().contains("maximum=25");
  }

  private void keepWaiting(HttpServerRequest request) {
    request.connection().closeHandler(_ -> closed.countDown());
    asked.countDown();
  }

  private void pour(HttpServerRequest request) {
    request
        .response()
        .write(Buffer.buffer(new byte[64 << 10]))
        .onSuccess(_ -> vertx.runOnContext(_ -> pour(request)));
  }

  private void assertFails(Handler<HttpServerRequest> handler, String why) throws Exception {
    var result = search(CountingServer.start(vertx, handler), Map.of("query", "x"));
    assertThat(result).isInstanceOf(ToolResult.Failed.class);
    assertThat(result.text()).startsWith("Search failed: ").contains(why);
  }

  private CountingServer serving(String page) throws Exception {
    return CountingServer.start(
        vertx,
        request ->
            request
                .response()
                .putHeader("Content-Type", "text/html; charset=UTF-8")
                .end(page(page)));
  }

  private ToolResult search(CountingServer server, Map<String, Object> arguments) throws Exception {
    return run(tool(vertx, server.url("/html/")), arguments, 10_000);
  }

  private static ToolResult run(WebSearch tool, Map<String, Object> arguments, long millis)
      throws InterruptedException {
    var deadline = Instant.now().plusMillis(millis);
    return tool.run(new ToolInput(new ToolArguments(arguments), "alice", deadline, "key"));
  }

  private static WebSearch tool(Vertx vertx, URI url) {
    return new WebSearch(vertx, url, new AddressGuard(), "Tests/1.0", InstantSource.system());
  }

  private static Buffer page(String name) {
    try (InputStream in = WebSearchTest.class.getResourceAsStream(name)) {
      return Buffer.buffer(Objects.requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
