package dev.rcrewai.tool.http;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.HttpCall;
import dev.rcrewai.tool.HttpReply;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/** {@code http_request}: what is at a public address. It only reads. */
public final class HttpRequest implements Tool {
  public static final ToolSpec SPEC =
      new ToolSpec(
          "http_request",
          "Fetches a public web page or JSON document and returns its status and its text.",
          ParameterSchema.parse(
              """
              {
                "type": "object",
                "properties": {
                  "url": {
                    "type": "string", "minLength": 1, "maxLength": 2000,
                    "description": "The http or https address"
                  },
                  "method": {
                    "type": "string", "enum": ["GET", "HEAD"],
                    "description": "GET when left out; HEAD for the status alone"
                  }
                },
                "required": ["url"],
                "additionalProperties": false
              }
              """),
          false);

  private final GuardedHttp http;

  public HttpRequest(GuardedHttp http) {
    this.http = http;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult run(ToolInput input) throws InterruptedException {
    var method = HttpMethod.valueOf(input.arguments().text("method", "GET"));
    try {
      var url = new URI(input.arguments().text("url").strip());
      var call = new HttpCall(method, url, Map.of(), Buffer.buffer(), _ -> false);
      return new ToolResult.Completed(shown(http.send(call, input.deadline())));
    } catch (URISyntaxException e) {
      return failed("this is no URL");
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private static String shown(HttpReply reply) throws IOException {
    return "URL: %s\nStatus: %d\nContent-Type: %s\n\n%s"
        .formatted(reply.url(), reply.status(), reply.mediaType(), content(reply));
  }

  private static String content(HttpReply reply) throws IOException {
    if (reply.mediaType().equals("text/html")) {
      var page = reply.html();
      return page.title() + "\n\n" + (page.body() == null ? "" : page.body().text());
    }
    return reply.isText()
        ? reply.text()
        : "(not text: " + reply.body().length() + " bytes are not shown)";
  }

  private static ToolResult failed(String why) {
    return new ToolResult.Failed("Request failed: " + why);
  }
}
