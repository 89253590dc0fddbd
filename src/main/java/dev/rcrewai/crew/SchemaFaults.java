package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map.Entry;
import java.util.Objects;

/** Validates against a JSON Schema; answers one fault for one mistake. */
final class SchemaFaults {
  private SchemaFaults() {}

  /**
   * The faults of the value.
   *
   * @param root the document that the schema is part of
   */
  static List<SchemaFault> of(Schema schema, JsonNode root, JsonNode value) {
    var faults = new LinkedHashMap<String, SchemaFault>();
    for (var error : schema.validate(value)) {
      var fault = fault(error, root);
      faults.putIfAbsent(fault.at() + " " + error.getProperty(), fault);
    }
    var all = List.copyOf(faults.values());
    return all.stream().filter(fault -> !isMisspelt(fault, all)).toList();
  }

  private static SchemaFault fault(Error error, JsonNode root) {
    var at = pointer(error.getInstanceLocation());
    var fragment = pointer(error.getSchemaLocation().getFragment());
    var owner = root.at(fragment.head());
    return switch (error.getKeyword()) {
      case "required" -> new SchemaFault.Missing(at, property(error));
      case "additionalProperties" ->
          new SchemaFault.Unknown(at, property(error), known(owner.path("properties")));
      case "propertyNames" ->
          new SchemaFault.BadName(at, property(error), owner.path("propertyNames"));
      default -> new SchemaFault.Unfit(at, error.getInstanceNode(), owner);
    };
  }

  /** A missing property whose name was misspelt is reported once, as the unknown one. */
  private static boolean isMisspelt(SchemaFault fault, List<SchemaFault> all) {
    return fault instanceof SchemaFault.Missing(var at, var property)
        && all.stream()
            .anyMatch(other ->
                other instanceof SchemaFault.Unknown(var place, var written, var known)
                    && place.equals(at)
                    && property.equals(DidYouMean.closest(written, known)));
  }

  private static List<String> known(JsonNode properties) {
    return properties.properties().stream()
        .filter(property -> !isForeign(property.getValue()))
        .map(Entry::getKey)
        .toList();
  }

  /** What is only accepted for CrewAI's sake is not what anybody means. */
  private static boolean isForeign(JsonNode schema) {
    return schema.isObject()
        && (schema.path("x-not-offered").isTextual()
            || schema.path("description").asText().startsWith("CrewAI's;"));
  }

  private static String property(Error error) {
    return Objects.requireNonNull(error.getProperty(), "the validator names the property");
  }

  private static JsonPointer pointer(NodePath path) {
    var pointer = JsonPointer.empty();
    for (int i = 0; i < path.getNameCount(); i++) {
      pointer =
          path.getElement(i) instanceof Integer index
              ? pointer.appendIndex(index)
              : pointer.appendProperty(path.getName(i));
    }
    return pointer;
  }
}
