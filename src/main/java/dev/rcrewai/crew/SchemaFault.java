package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One way in which a value does not fit its JSON Schema. */
sealed interface SchemaFault {
  /** The value at fault. */
  JsonPointer at();

  /** The object lacks a property. */
  record Missing(JsonPointer at, String property) implements SchemaFault {}

  /** The object has a property that the schema does not know. */
  record Unknown(JsonPointer at, String property, List<String> known) implements SchemaFault {}

  /** The object has a property whose name is not allowed. */
  record BadName(JsonPointer at, String property, JsonNode schema) implements SchemaFault {}

  /** The value is not what the schema describes. */
  record Unfit(JsonPointer at, JsonNode value, JsonNode schema) implements SchemaFault {}
}
