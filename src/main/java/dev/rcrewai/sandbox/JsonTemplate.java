package dev.rcrewai.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON value whose strings are templates. */
sealed interface JsonTemplate {
  /** The value, or null where a template needs something that was not found. */
  @Nullable JsonNode fill(Lookup lookup);

  /** A string. */
  record Text(Template template) implements JsonTemplate {
    @Override
    public @Nullable JsonNode fill(Lookup lookup) {
      var text = template.fill(lookup);
      return text == null ? null : JsonNodeFactory.instance.textNode(text);
    }
  }

  /** A number, a flag or null. */
  record Constant(JsonNode value) implements JsonTemplate {
    @Override
    public JsonNode fill(Lookup lookup) {
      return value;
    }
  }

  /** An array. */
  record Items(List<JsonTemplate> items) implements JsonTemplate {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public @Nullable JsonNode fill(Lookup lookup) {
      var array = JsonNodeFactory.instance.arrayNode();
      for (var item : items) {
        var value = item.fill(lookup);
        if (value == null) {
          return null;
        }
        array.add(value);
      }
      return array;
    }
  }

  /** An object, its members in the script's order. */
  record Members(Map<String, JsonTemplate> members) implements JsonTemplate {
    @Override
    public @Nullable JsonNode fill(Lookup lookup) {
      var object = JsonNodeFactory.instance.objectNode();
      for (var member : members.entrySet()) {
        var value = member.getValue().fill(lookup);
        if (value == null) {
          return null;
        }
        object.set(member.getKey(), value);
      }
      return object;
    }
  }

  /** Reads a value of a script; a template that is wrong is a problem. */
  static JsonTemplate of(Yaml yaml, Set<String> names, Problems problems) {
    return switch (yaml) {
      case Yaml.Scalar scalar -> leaf(scalar, names, problems);
      case Yaml.Sequence(_, var items) ->
          new Items(items.stream().map(item -> of(item, names, problems)).toList());
      case Yaml.Mapping(_, var entries) -> {
        var members = new LinkedHashMap<String, JsonTemplate>();
        entries.forEach(e -> members.put(e.key(), of(e.value(), names, problems)));
        yield new Members(members);
      }
    };
  }

  private static JsonTemplate leaf(Yaml.Scalar scalar, Set<String> names, Problems problems) {
    var json = JsonNodeFactory.instance;
    try {
      return switch (scalar.kind()) {
        case TEXT -> new Text(Template.parse(scalar.text(), names));
        case WHOLE -> new Constant(json.numberNode(new java.math.BigInteger(scalar.text())));
        case DECIMAL -> new Constant(json.numberNode(new java.math.BigDecimal(scalar.text())));
        case FLAG -> new Constant(json.booleanNode(Boolean.parseBoolean(scalar.text())));
        case NULL -> new Constant(json.nullNode());
      };
    } catch (IllegalArgumentException e) {
      // NumberFormatException too: YAML has numbers (.inf) that JSON has not
      problems.add(scalar.at(), "'" + scalar.text() + "': " + e.getMessage());
      return new Constant(json.nullNode());
    }
  }
}
