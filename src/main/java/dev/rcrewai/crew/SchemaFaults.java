package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

  /**
   * What makes a value no JSON Schema, or one that cannot be used.
   *
   * @param at the place in the schema
   */
  record OfSchema(JsonPointer at, String message) {}

  /** The faults of a JSON Schema (2020-12) itself. */
  static List<OfSchema> ofSchema(JsonNode schema) {
    var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    var meta = registry.getSchema(SchemaLocation.of(Dialects.getDraft202012().getId()));
    var faults = new LinkedHashMap<JsonPointer, OfSchema>();
    for (var error : meta.validate(schema, SchemaFaults::inEnglish)) {
      var at = pointer(error.getInstanceLocation());
      faults.putIfAbsent(at, new OfSchema(at, error.getMessage()));
    }
    return faults.isEmpty() ? unusable(registry, schema) : List.copyOf(faults.values());
  }

  private static void inEnglish(ExecutionContext context) {
    context.executionConfig(config -> config.locale(Locale.ENGLISH));
  }

  /** Patterns that are none, references that lead nowhere. */
  private static List<OfSchema> unusable(SchemaRegistry registry, JsonNode schema) {
    try {
      registry.getSchema(schema).initializeValidators();
      return List.of();
    } catch (SchemaException | IllegalArgumentException e) {
      return List.of(new OfSchema(JsonPointer.empty(), String.valueOf(e.getMessage())));
    }
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
