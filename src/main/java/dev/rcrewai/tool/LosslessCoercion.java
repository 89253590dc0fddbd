package dev.rcrewai.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Repairs what models often get wrong, where the meaning cannot be mistaken: {@code "5"} for an
 * integer, {@code "0.5"} for a number, {@code "true"} for a boolean, {@code 5.0} for an integer,
 * and null for an optional argument, which is dropped. Anything else is left for the schema to
 * refuse: {@code "007"}, {@code "yes"}, {@code "5 lines"}. Only arguments themselves, not what lies
 * inside them.
 */
final class LosslessCoercion {
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,17}");
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");

  private final JsonNode properties;
  private final Set<String> required = new HashSet<>();

  LosslessCoercion(JsonNode schema) {
    properties = schema.path("properties");
    schema.path("required").forEach(name -> required.add(name.asText()));
  }

  /** Changes the arguments in place. */
  void apply(ObjectNode arguments) {
    for (Map.Entry<String, JsonNode> argument : new ArrayList<>(arguments.properties())) {
      String name = argument.getKey();
      JsonNode value = argument.getValue();
      if (value.isNull() && properties.has(name) && !required.contains(name)) {
        arguments.remove(name);
        continue;
      }
      JsonNode repaired = repaired(value, properties.path(name).path("type").asText());
      if (repaired != null) {
        arguments.set(name, repaired);
      }
    }
  }

  private static @Nullable JsonNode repaired(JsonNode value, String type) {
    return switch (type) {
      case "integer" -> integer(value);
      case "number" -> value.isTextual() ? number(value.textValue()) : null;
      case "boolean" -> value.isTextual() ? bool(value.textValue()) : null;
      default -> null;
    };
  }

  private static @Nullable JsonNode integer(JsonNode value) {
    if (value.isFloatingPointNumber() && value.canConvertToExactIntegral()) {
      return value.canConvertToLong() ? LongNode.valueOf(value.longValue()) : null;
    }
    return value.isTextual() && INTEGER.matcher(value.textValue()).matches()
        ? LongNode.valueOf(Long.parseLong(value.textValue()))
        : null;
  }

  private static @Nullable JsonNode number(String text) {
    return NUMBER.matcher(text).matches() ? DecimalNode.valueOf(new BigDecimal(text)) : null;
  }

  private static @Nullable JsonNode bool(String text) {
    return switch (text) {
      case "true" -> BooleanNode.TRUE;
      case "false" -> BooleanNode.FALSE;
      default -> null;
    };
  }
}
