package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.config.Version;
import dev.rcrewai.tool.ResultText;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON-RPC 2.0 as the Model Context Protocol uses it. */
final class Messages {
  static final JsonMapper MAPPER = new JsonMapper();

  /** Revisions that are spoken, the newest first. */
  static final List<String> REVISIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26");

  private static final int ERROR_CHARS_MAX = 500;

  private Messages() {}

  static ObjectNode request(long id, String method, ObjectNode params) {
    ObjectNode message = notification(method);
    message.put("id", id).set("params", params);
    return message;
  }

  static ObjectNode notification(String method) {
    return MAPPER.createObjectNode().put("jsonrpc", "2.0").put("method", method);
  }

  /** What a session begins with. No capability is offered: servers must ask nothing of us. */
  static ObjectNode initialization() {
    var params = MAPPER.createObjectNode().put("protocolVersion", REVISIONS.getFirst());
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", "rcrewai").put("version", Version.value());
    return params;
  }

  /** The revision that the server chose. */
  static String revision(JsonNode initialized) throws McpException {
    String chosen = initialized.path("protocolVersion").asText();
    if (!REVISIONS.contains(chosen)) {
      throw new McpException("the server speaks revision '" + chosen + "' of the protocol only");
    }
    return chosen;
  }

  static JsonNode parse(String json) throws IOException {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IOException("the server sent something that is no JSON", e);
    }
  }

  /** Whether this message answers that request. */
  static boolean answers(JsonNode message, long id) {
    return message.path("id").asLong(-1) == id && !message.has("method");
  }

  /** The result of an answer. */
  static JsonNode result(@Nullable JsonNode answer) throws McpException, IOException {
    if (answer == null) {
      throw new IOException("the server sent no answer");
    }
    if (answer.has("error")) {
      var words = answer.path("error").path("message").asText("an error without words");
      throw new McpException(ResultText.oneLine(words, ERROR_CHARS_MAX));
    }
    return answer.path("result");
  }
}
