package dev.rcrewai.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.tool.ToolArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSON body with {@code {parameters}} in its texts. A text that is one parameter alone becomes
 * its value, whatever its type, and a member whose value was not given is left out; inside a longer
 * text it becomes text. What a model gives can change values, never the structure.
 */
record BodyTemplate(JsonNode template) {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Pattern ALONE = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)\\}");

  /** Every parameter that it names. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    collect(template, names);
    return names;
  }

  private static void collect(JsonNode node, List<String> names) {
    if (node.isTextual()) {
      names.addAll(UrlTemplate.names(node.textValue()));
    }
    node.forEach(child -> collect(child, names));
  }

  /** The body with its values, as JSON. */
  String with(ToolArguments arguments) {
    return filled(template, arguments).toString();
  }

  private static JsonNode filled(JsonNode node, ToolArguments arguments) {
    if (node.isTextual()) {
      return filled(node.textValue(), arguments);
    }
    if (node instanceof ObjectNode object) {
      var filled = MAPPER.createObjectNode();
      object
          .properties()
          .forEach(member -> {
            var value = filled(member.getValue(), arguments);
            if (!value.isMissingNode()) {
              filled.set(member.getKey(), value);
            }
          });
      return filled;
    }
    if (node.isArray()) {
      var filled = MAPPER.createArrayNode();
      node.forEach(item -> {
        var value = filled(item, arguments);
        if (!value.isMissingNode()) {
          filled.add(value);
        }
      });
      return filled;
    }
    return node;
  }

  private static JsonNode filled(String text, ToolArguments arguments) {
    var alone = ALONE.matcher(text);
    if (alone.matches()) {
      return arguments.values().containsKey(alone.group(1))
          ? MAPPER.valueToTree(arguments.values().get(alone.group(1)))
          : MAPPER.missingNode();
    }
    return MAPPER
        .getNodeFactory()
        .textNode(
            ALONE
                .matcher(text)
                .replaceAll(found ->
                    Matcher.quoteReplacement(
                        UrlTemplate.textOf(arguments.values().get(found.group(1))))));
  }
}
