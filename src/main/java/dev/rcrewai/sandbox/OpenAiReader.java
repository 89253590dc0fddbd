package dev.rcrewai.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rcrewai.sandbox.Prompt.Said;
import dev.rcrewai.sandbox.Wire.Reading;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads requests of OpenAI's chat completions; fields that it does not know are passed over. */
final class OpenAiReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, String> toolOfCall = new HashMap<>();

  private OpenAiReader() {}

  static Reading read(Buffer body, UnaryOperator<@Nullable String> headers) {
    var bytes = body.getBytes();
    JsonNode json;
    try {
      json = MAPPER.readTree(bytes);
    } catch (IOException e) {
      return invalid("the body is not JSON");
    }
    if (!json.path("model").isTextual()) {
      return invalid("'model' is missing or not a string");
    }
    if (!json.path("messages").isArray() || json.path("messages").isEmpty()) {
      return invalid("'messages' is missing or empty; a chat needs at least one");
    }
    var reader = new OpenAiReader();
    var said = new ArrayList<Said>();
    for (var message : json.path("messages")) {
      var one = reader.message(message);
      if (one == null) {
        return invalid("'messages[%d].role' is none of those known".formatted(said.size()));
      }
      said.add(one);
    }
    var model = json.path("model").textValue();
    var prompt = new Prompt(model, said, tools(json), demand(json), headers, fingerprint(bytes));
    boolean usage = json.path("stream_options").path("include_usage").asBoolean();
    return new Reading.Asked(prompt, json.path("stream").asBoolean(), usage);
  }

  private @Nullable Said message(JsonNode message) {
    var text = text(message.path("content"));
    return switch (message.path("role").asText()) {
      case "system", "developer" -> new Said.System(text);
      case "user" -> new Said.User(text);
      case "assistant" -> new Said.Assistant(text, called(message.path("tool_calls")));
      case "tool" ->
          new Said.Tool(toolOfCall.getOrDefault(message.path("tool_call_id").asText(), ""), text);
      default -> null;
    };
  }

  private List<String> called(JsonNode calls) {
    var called = new ArrayList<String>();
    for (var call : calls) {
      var tool = call.path("function").path("name").asText();
      toolOfCall.put(call.path("id").asText(), tool);
      called.add(tool);
    }
    return called;
  }

  /** Content is a text, null, or a list of parts of which those of text are read. */
  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.isTextual() ? content.textValue() : "";
    }
    var text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText()));
    return text.toString();
  }

  /** The tools that the answer may call: none where the choice is {@code none}, or a named one. */
  private static Set<String> tools(JsonNode json) {
    return json.path("tool_choice").asText().equals("none") ? Set.of() : offered(json).keySet();
  }

  /** The tools, or the one that the choice names, with the schemas of their arguments. */
  private static SortedMap<String, JsonNode> offered(JsonNode json) {
    var only = json.path("tool_choice").path("function").path("name");
    var tools = new TreeMap<String, JsonNode>();
    for (var tool : json.path("tools")) {
      var function = tool.path("function");
      var name = function.path("name").asText();
      if (only.isMissingNode() || only.asText().equals(name)) {
        tools.put(name, function.path("parameters"));
      }
    }
    return tools;
  }

  private static Demand demand(JsonNode json) {
    var choice = json.path("tool_choice");
    var tools = offered(json);
    if ((choice.isObject() || choice.asText().equals("required")) && !tools.isEmpty()) {
      return new Demand.Call(tools);
    }
    var schema = json.path("response_format").path("json_schema");
    return schema.path("schema").isObject()
        ? new Demand.Schema(schema.path("name").asText(), schema.path("schema"))
        : new Demand.Nothing();
  }

  private static long fingerprint(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }

  private static Reading invalid(String message) {
    var reason = new Answer.Reason(message, null, null, null);
    return new Reading.Invalid(new Answer.Refused(400, reason, Map.of()));
  }
}
