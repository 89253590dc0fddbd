package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
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

/** One tool of a server. */
final class McpTool implements Tool {
  private final ToolSpec spec;
  private final String remoteName;
  private final Duration timeout;
  private final Transport transport;

  McpTool(ToolSpec spec, String remoteName, Duration timeout, Transport transport) {
    this.spec = spec;
    this.remoteName = remoteName;
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
    var params = Messages.MAPPER.createObjectNode().put("name", remoteName);
    params.set("arguments", Messages.MAPPER.valueToTree(input.arguments().values()));
    if (input.trace().isPresent()) {
      params.set("_meta", Messages.MAPPER.valueToTree(input.trace().headers()));
    }
    try {
      var result = transport.request("tools/call", params, input.deadline());
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
