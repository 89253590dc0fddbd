package dev.rcrewai.tool.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.net.AddressGuard;
import dev.rcrewai.net.AllowList;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.tool.CountingServer;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.ToolInputs;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class HttpRequestTest {
  private final Vertx vertx = Vertx.vertx();
  private String type = "";
  private Buffer body = Buffer.buffer();
  private CountingServer server;

  @BeforeEach
  void server() throws Exception {
    server =
        CountingServer.start(
            vertx, request -> request.response().putHeader("Content-Type", type).end(body));
  }

  @AfterEach
  void close() throws Exception {
    CountingServer.await(vertx.close());
  }

  @Test
  void run_page_isShownAsText() throws Exception {
    serve("text/html", "<title>News</title><script>x()</script><p>It <b>rains</b>.</p>");

    assertThat(get("127.0.0.1"))
        .isEqualTo(
            new ToolResult.Completed(
                "URL: %s\nStatus: 200\nContent-Type: text/html\n\nNews\n\nIt rains."
                    .formatted(server.url("/a"))));
  }

  @Test
  void run_json_isShownAsItIs() throws Exception {
    serve("application/json; charset=iso-8859-1", "{\"a\": 1}");

    assertThat(get("127.0.0.1").text()).endsWith("application/json\n\n{\"a\": 1}");
  }

  @Test
  void run_image_isNotShown() throws Exception {
    serve("image/png", "12345");

    assertThat(get("127.0.0.1").text()).endsWith("(not text: 5 bytes are not shown)");
  }

  @Test
  void run_tooLongABody_isRefused() throws Exception {
    type = "text/plain";
    body = Buffer.buffer(new byte[GuardedHttp.BODY_BYTES_MAX + 1]);

    assertThat(get("127.0.0.1").text())
        .isEqualTo("Request failed: 127.0.0.1 sent more than can be read");
  }

  @Test
  void run_privateAddress_isRefusedWithoutAConnection() throws Exception {
    assertThat(get("nobody.test"))
        .isEqualTo(new ToolResult.Failed("Request failed: the address is refused"));
    assertThat(server.requests()).isEmpty();
  }

  private void serve(String mediaType, String text) {
    type = mediaType;
    body = Buffer.buffer(text);
  }

  private ToolResult get(String allowed) throws InterruptedException {
    var http =
        new GuardedHttp(
            vertx,
            new AddressGuard(AllowList.parse(allowed).orElseThrow()),
            (_, _, _) -> true,
            "Tests/1.0",
            InstantSource.system());
    return new HttpRequest(http).run(ToolInputs.of(Map.of("url", server.url("/a").toString())));
  }
}
