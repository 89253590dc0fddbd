package dev.rcrewai.crew;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a crew remembers from its field {@code memory}. */
final class MemoryFields {
  private MemoryFields() {}

  /** Null where it remembers nothing. */
  static @Nullable CrewMemory memory(YamlNode field) {
    if (!field.isObject()) {
      return field.json().asBoolean() ? CrewMemory.ofAll() : null;
    }
    var kinds = field.get("kinds").items().stream().map(kind -> MemoryKind.of(kind.text()));
    return new CrewMemory(
        field.get("kinds").json().isArray() ? kinds.toList() : List.of(MemoryKind.values()),
        field.get("short_term_limit").json().asInt(CrewMemory.SHORT_TERM_MAX_DEFAULT),
        field.get("recall_limit").json().asInt(CrewMemory.RECALL_MAX_DEFAULT));
  }
}
