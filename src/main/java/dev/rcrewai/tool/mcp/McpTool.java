package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.step.ToolHome;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;
import dev.rcrewai.tool.ToolLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One tool of a server, as it was pinned. */
final class McpTool implements Tool {
  private final ToolSpec spec;
  private final ToolHome home;
  private final Duration timeout;
  private final Transport transport;

  /**
   * @param spec has a home
   */
  McpTool(ToolSpec spec, Duration timeout, Transport transport) {
    this.spec = spec;
    this.home = Objects.requireNonNull(spec.home(), "a tool without a home");
    this.timeout = timeout;
    this.transport = transport;
  }

  @Override
  public ToolSpec spec() {
    return spec;
  }

  @Override
  public ToolLimits limits() {
    return ToolLimits.within(timeout);
  }

  @Override
  public ToolResult run(ToolInput input) throws InterruptedException {
    var params = Messages.MAPPER.createObjectNode().put("name", home.tool());
    JsonNode arguments = Messages.MAPPER.valueToTree(input.arguments().values());
    params.set("arguments", arguments);
    if (input.trace().isPresent()) {
      params.set("_meta", Messages.MAPPER.valueToTree(input.trace().headers()));
    }
    var headers = ArgumentHeaders.values(home.headers(), arguments);
    try {
      var result =
          transport.request(new McpRequest("tools/call", params, headers), input.deadline());
      var text = text(result);
      return result.path("isError").asBoolean()
          ? new ToolResult.Failed(text)
          : new ToolResult.Completed(text);
    } catch (McpException | GuardedHttp.NotSentException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return spec.sideEffects()
          ? new ToolResult.Unknown(
              "%s: %s; nobody knows whether it did its work. Do not repeat it blindly."
                  .formatted(spec.name(), e.getMessage()))
          : failed(String.valueOf(e.getMessage()));
    }
  }

  /** Text as it is; of anything else what it is. */
  private static String text(JsonNode result) {
    List<String> parts = new ArrayList<>();
    for (var part : result.path("content")) {
      parts.add(
          switch (part.path("type").asText()) {
            case "text" -> part.path("text").asText();
            case "resource" ->
                part.at("/resource/text")
                    .asText("(a resource: " + part.at("/resource/uri").asText() + ")");
            case "resource_link" -> "(a link: " + part.path("uri").asText() + ")";
            default ->
                "(not shown: "
                    + part.path("mimeType").asText(part.path("type").asText("something"))
                    + ")";
          });
    }
    if (parts.isEmpty() && result.has("structuredContent")) {
      parts.add(result.path("structuredContent").toString());
    }
    return String.join("\n", parts);
  }

  private ToolResult failed(String why) {
    return new ToolResult.Failed(spec.name() + " failed: " + why);
  }
}
