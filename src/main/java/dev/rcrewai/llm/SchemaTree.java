package dev.rcrewai.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A JSON Schema as the schemas it is made of. */
public final class SchemaTree {
  /** Words whose value has a schema under each of its names. */
  private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");

  /** Words whose value is a list of schemas. */
  private static final Set<String> LISTED = Set.of("anyOf", "oneOf", "allOf", "prefixItems");

  /** Words whose value is a schema, or true or false. */
  private static final Set<String> SINGLE = Set.of("items", "additionalProperties", "not");

  private SchemaTree() {}

  /** The schema itself, and then every schema inside it, outer ones before inner ones. */
  public static List<ObjectNode> all(ObjectNode schema) {
    var found = new ArrayList<ObjectNode>();
    collect(schema, found);
    return found;
  }

  private static void collect(JsonNode node, List<ObjectNode> found) {
    if (node instanceof ObjectNode schema) {
      found.add(schema);
      for (var word : schema.properties()) {
        if (SINGLE.contains(word.getKey())) {
          collect(word.getValue(), found);
        } else if (NAMED.contains(word.getKey()) || LISTED.contains(word.getKey())) {
          word.getValue().forEach(inner -> collect(inner, found));
        }
      }
    }
  }

  /** Whether values of this schema may be objects. */
  public static boolean isObject(ObjectNode schema) {
    var type = schema.path("type");
    return schema.has("properties")
        || type.asText().equals("object")
        || values(type).contains("object");
  }

  /**
   * Whether nothing is lost where an object may have no members but the named ones: it names some,
   * and does not ask for others.
   */
  public static boolean isClosable(ObjectNode schema) {
    var others = schema.path("additionalProperties");
    return !isObject(schema)
        || (!schema.path("properties").isEmpty()
            && (others.isMissingNode() || (others.isBoolean() && !others.booleanValue())));
  }

  /** Says of every object that it has no members but the named ones. */
  public static void close(ObjectNode root) {
    all(root).stream()
        .filter(SchemaTree::isObject)
        .forEach(schema -> schema.put("additionalProperties", false));
  }

  /** The texts of a list; empty for anything else. */
  public static Set<String> values(JsonNode list) {
    var texts = new HashSet<String>();
    if (list.isArray()) {
      list.forEach(text -> texts.add(text.asText()));
    }
    return texts;
  }
}
