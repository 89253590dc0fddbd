package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What a server is asked, whatever revision it speaks.
 *
 * @param arguments those of a tool that go along as headers too, by the names of the headers
 */
record McpRequest(String method, ObjectNode params, Map<String, String> arguments) {
  McpRequest {
    arguments = Map.copyOf(arguments);
  }

  McpRequest(String method, ObjectNode params) {
    this(method, params, Map.of());
  }
}
