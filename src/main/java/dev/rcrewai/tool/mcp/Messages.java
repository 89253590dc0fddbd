package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.config.Version;
import dev.rcrewai.tool.ResultText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** JSON-RPC 2.0 as the Model Context Protocol uses it. */
final class Messages {
  static final JsonMapper MAPPER = new JsonMapper();

  private static final String META = "io.modelcontextprotocol/";
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
    var params =
        MAPPER.createObjectNode().put("protocolVersion", Revisions.WITH_SESSIONS.getFirst());
    params.putObject("capabilities");
    params.set("clientInfo", client());
    return params;
  }

  /** The same parameters as they are where there are no sessions: each says who asks, and how. */
  static ObjectNode sessionless(ObjectNode params) {
    var whole = params.deepCopy();
    var meta = whole.withObjectProperty("_meta");
    meta.put(META + "protocolVersion", Revisions.SESSIONLESS);
    meta.putObject(META + "clientCapabilities");
    meta.set(META + "clientInfo", client());
    return whole;
  }

  private static ObjectNode client() {
    return MAPPER.createObjectNode().put("name", "rcrewai").put("version", Version.value());
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
      throw new McpException(error(answer));
    }
    var result = answer.path("result");
    return switch (result.path("resultType").asText("complete")) {
      case "complete" -> result;
      case "input_required" ->
          throw new McpException("it asks for more than arguments, which no server is given here");
      default -> throw new IOException("the server sent a result of a kind that is not known");
    };
  }

  /** The words of an error. */
  static String error(JsonNode answer) {
    var words = answer.path("error").path("message").asText("an error without words");
    return ResultText.oneLine(words, ERROR_CHARS_MAX);
  }
}
