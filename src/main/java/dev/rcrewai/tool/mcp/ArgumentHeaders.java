package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Arguments that a server wants to see as headers too, so that what stands before it can route by
 * them: those that its schema marks with {@code x-mcp-header}.
 */
final class ArgumentHeaders {
  private static final String MARK = "x-mcp-header";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

  private ArgumentHeaders() {}

  /**
   * Takes the marks out of the schema, which models need not see.
   *
   * @return header names by the JSON pointers of arguments
   * @throws McpException where a mark is not where or what it may be; such a tool is not to be used
   */
  static Map<String, String> take(ObjectNode schema) throws McpException {
    var found = new TreeMap<String, String>();
    take(schema, "", found, new HashSet<>());
    if (schema.findValue(MARK) != null) {
      throw new McpException("it marks what is no argument as a header");
    }
    return found;
  }

  private static void take(JsonNode schema, String at, Map<String, String> found, Set<String> taken)
      throws McpException {
    for (var entry : schema.path("properties").properties()) {
      var here = at + "/" + entry.getKey().replace("~", "~0").replace("/", "~1");
      if (entry.getValue() instanceof ObjectNode property) {
        var mark = property.remove(MARK);
        if (mark != null) {
          var name = mark.asText();
          if (!TOKEN.matcher(name).matches()
              || !TYPES.contains(property.path("type").asText())
              || !taken.add(name.toLowerCase(Locale.ROOT))) {
            throw new McpException("it asks for a header that cannot be");
          }
          found.put(here, name);
        }
        take(property, here, found, taken);
      }
    }
  }

  /** The values of those arguments that are there, by the names of the headers. */
  static Map<String, String> values(Map<String, String> headers, JsonNode arguments) {
    var values = new TreeMap<String, String>();
    headers.forEach((at, name) -> {
      var value = arguments.at(at);
      if (value.isValueNode() && !value.isNull()) {
        values.put(name, value.asText());
      }
    });
    return values;
  }
}
