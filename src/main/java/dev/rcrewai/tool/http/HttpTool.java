package dev.rcrewai.tool.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.HttpCall;
import dev.rcrewai.tool.HttpReply;
import dev.rcrewai.tool.ResultText;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;
import dev.rcrewai.tool.ToolLimits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A tool that an operator declared in YAML: one request to one interface. */
public final class HttpTool implements Tool {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int ERROR_CHARS_MAX = 500;

  private final HttpDeclaration declared;
  private final NamedSecrets secrets;
  private final GuardedHttp http;

  public HttpTool(HttpDeclaration declared, NamedSecrets secrets, GuardedHttp http) {
    this.declared = declared;
    this.secrets = secrets;
    this.http = http;
  }

  @Override
  public ToolSpec spec() {
    return declared.spec();
  }

  @Override
  public ToolLimits limits() {
    return ToolLimits.within(declared.timeout());
  }

  @Override
  public ToolResult run(ToolInput input) throws InterruptedException {
    HttpCall call;
    try {
      call = call(input);
    } catch (IllegalArgumentException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return failed("it is not configured any more");
    }
    try {
      return shown(http.send(call, input.deadline()));
    } catch (GuardedHttp.NotSentException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return broken(String.valueOf(e.getMessage()));
    }
  }

  private HttpCall call(ToolInput input) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/json, text/*;q=0.5");
    if (declared.spec().sideEffects()) {
      headers.put("Idempotency-Key", input.idempotencyKey());
    }
    var body = Buffer.buffer();
    if (declared.body() != null) {
      headers.put("Content-Type", "application/json");
      body.appendString(declared.body().with(input.arguments()));
    }
    declared.headers().forEach((name, text) -> headers.put(name, text.with(secrets)));
    return new HttpCall(
            HttpMethod.valueOf(declared.method()),
            declared.url().with(input.arguments()),
            headers,
            body,
            _ -> false)
        .partOf(input.trace());
  }

  private ToolResult shown(HttpReply reply) {
    if (reply.status() >= 200 && reply.status() < 300) {
      return reply.isText() ? chosen(reply) : failed("the answer is no text");
    }
    String answer = reply.isText() ? ": " + ResultText.head(reply.text(), ERROR_CHARS_MAX) : "";
    String words = "the answer has status " + reply.status() + answer;
    return reply.status() >= 500 ? broken(words) : failed(words);
  }

  private ToolResult chosen(HttpReply reply) {
    if (declared.response().isEmpty()) {
      return new ToolResult.Completed(reply.text());
    }
    try {
      var found = MAPPER.readTree(reply.text()).at(declared.response());
      return found.isMissingNode()
          ? failed("the answer has nothing at " + declared.response())
          : new ToolResult.Completed(found.isTextual() ? found.textValue() : found.toString());
    } catch (JsonProcessingException e) {
      return failed("the answer is no JSON");
    }
  }

  /** The request was on its way: of one that changes something, nobody knows what came of it. */
  private ToolResult broken(String why) {
    return declared.spec().sideEffects()
        ? new ToolResult.Unknown(
            declared.spec().name()
                + ": "
                + why
                + "; nobody knows whether it did its work. Do not repeat it blindly.")
        : failed(why);
  }

  private ToolResult failed(String why) {
    return new ToolResult.Failed(declared.spec().name() + " failed: " + why);
  }
}
