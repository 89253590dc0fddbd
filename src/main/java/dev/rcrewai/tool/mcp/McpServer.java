package dev.rcrewai.tool.mcp;

import static net.logstash.logback.argument.StructuredArguments.kv;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.ResultText;
import dev.rcrewai.tool.Tool;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server and those of its tools that the operator allows. They are read once: what a server says
 * of its tools later changes nothing here, and executions keep what was pinned with them.
 */
public final class McpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(McpServer.class);
  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};
  private static final JsonNode NO_SCHEMA = Messages.MAPPER.missingNode();
  private static final int PAGES_MAX = 20;
  private static final int SCHEMA_CHARS_MAX = 64 * 1024;
  private static final int DESCRIPTION_CHARS_MAX = 2_000;

  private final McpDeclaration declared;
  private final Transport transport;

  public McpServer(McpDeclaration declared, NamedSecrets secrets, GuardedHttp http) {
    this.declared = declared;
    transport =
        declared.url() == null
            ? new StdioTransport(declared, secrets)
            : new HttpTransport(declared, secrets, http);
  }

  /** Its tools; none of those, and a line in the log, where they cannot be had until then. */
  public List<Tool> tools(Instant deadline) throws InterruptedException {
    List<Tool> tools = new ArrayList<>();
    try {
      var listed = listed(deadline);
      for (String name : declared.tools()) {
        var about = listed.get(name);
        var schema = about == null ? NO_SCHEMA : about.path("inputSchema");
        if (about == null) {
          problem("there is no tool '" + name + "'");
        } else if (!isUsable(schema)) {
          problem("the schema of '" + name + "' is none, or too large");
        } else {
          tools.add(new McpTool(spec(name, about), name, declared.timeout(), transport));
        }
      }
    } catch (McpException | IOException e) {
      problem(String.valueOf(e.getMessage()));
    }
    return tools;
  }

  @Override
  public void close() {
    transport.close();
  }

  private Map<String, JsonNode> listed(Instant deadline)
      throws McpException, IOException, InterruptedException {
    Map<String, JsonNode> listed = new HashMap<>();
    String cursor = "";
    for (int page = 0; page < PAGES_MAX; page++) {
      var params = Messages.MAPPER.createObjectNode();
      if (!cursor.isEmpty()) {
        params.put("cursor", cursor);
      }
      var result = transport.request("tools/list", params, deadline);
      result.path("tools").forEach(tool -> listed.put(tool.path("name").asText(), tool));
      cursor = result.path("nextCursor").asText("");
      if (cursor.isEmpty()) {
        break;
      }
    }
    return listed;
  }

  /** A foreign schema must not be able to stop this server. */
  private static boolean isUsable(JsonNode schema) {
    return schema.isObject()
        && schema.toString().length() <= SCHEMA_CHARS_MAX
        && ParameterSchema.problem(Messages.MAPPER.convertValue(schema, TREE)).isEmpty();
  }

  private ToolSpec spec(String name, JsonNode about) {
    return new ToolSpec(
        declared.offeredName(name),
        ResultText.head(about.path("description").asText(name), DESCRIPTION_CHARS_MAX),
        Messages.MAPPER.convertValue(about.path("inputSchema"), TREE),
        !declared.readOnly().contains(name));
  }

  private void problem(String words) {
    LOG.error("tools of a server are not offered", kv("mcp", declared.name()), kv("error", words));
  }
}
