package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.step.ToolHome;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.ResultText;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a server said of those of its tools that are allowed.
 *
 * @param known by the names by which crews use them
 * @param problems of the others, in words for operators, by the same names
 */
record ToolListing(Map<String, ToolSpec> known, Map<String, String> problems) {
  /** Nothing was heard yet. */
  static final ToolListing NOTHING = new ToolListing(Map.of(), Map.of());

  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};
  private static final int PAGES_MAX = 20;
  private static final int SCHEMA_CHARS_MAX = 64 * 1024;
  private static final int DESCRIPTION_CHARS_MAX = 2_000;

  ToolListing {
    known = Map.copyOf(known);
    problems = Map.copyOf(problems);
  }

  /**
   * Asks the server.
   *
   * @param address pinned with its tools; null where each node's operator says where it is
   */
  static ToolListing read(
      McpDeclaration declared,
      ToolHome.@Nullable Address address,
      Transport transport,
      Instant deadline)
      throws McpException, IOException, InterruptedException {
    var listed = listed(transport, deadline);
    var known = new HashMap<String, ToolSpec>();
    var problems = new TreeMap<String, String>();
    declared
        .tools()
        .forEach((offered, tool) -> {
          try {
            known.put(offered, spec(declared, address, offered, tool, listed.get(tool)));
          } catch (McpException e) {
            problems.put(offered, "'" + tool + "': " + e.getMessage());
          }
        });
    return new ToolListing(known, problems);
  }

  private static Map<String, JsonNode> listed(Transport transport, Instant deadline)
      throws McpException, IOException, InterruptedException {
    Map<String, JsonNode> listed = new HashMap<>();
    String cursor = "";
    for (int page = 0; page < PAGES_MAX; page++) {
      var params = Messages.MAPPER.createObjectNode();
      if (!cursor.isEmpty()) {
        params.put("cursor", cursor);
      }
      var result = transport.request(new McpRequest("tools/list", params), deadline);
      result.path("tools").forEach(tool -> listed.put(tool.path("name").asText(), tool));
      cursor = result.path("nextCursor").asText("");
      if (cursor.isEmpty()) {
        break;
      }
    }
    return listed;
  }

  private static ToolSpec spec(
      McpDeclaration declared,
      ToolHome.@Nullable Address address,
      String offered,
      String tool,
      @Nullable JsonNode about)
      throws McpException {
    if (about == null) {
      throw new McpException("there is none of that name");
    }
    if (!(about.path("inputSchema").deepCopy() instanceof ObjectNode schema)
        || schema.toString().length() > SCHEMA_CHARS_MAX) {
      throw new McpException("its schema is none, or too large");
    }
    var headers = ArgumentHeaders.take(schema);
    var parameters = Messages.MAPPER.convertValue(schema, TREE);
    var problem = ParameterSchema.problem(parameters); // it must not be able to stop this server
    if (problem.isPresent()) {
      throw new McpException(problem.get());
    }
    return new ToolSpec(
        offered,
        ResultText.head(about.path("description").asText(tool), DESCRIPTION_CHARS_MAX),
        parameters,
        !declared.readOnly().contains(tool),
        new ToolHome(declared.name(), tool, declared.url() == null ? Map.of() : headers, address));
  }
}
