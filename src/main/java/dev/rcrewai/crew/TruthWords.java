package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;

/**
 * Understands how YAML 1.1, which CrewAI reads, writes the two truth values, in those fields of
 * agents and tasks that hold nothing else.
 */
final class TruthWords {
  private static final Set<String> NO = Set.of("false", "no", "off", "n");
  private static final Set<String> YES = Set.of("true", "yes", "on", "y");

  private TruthWords() {}

  /** Whether the word says so in YAML 1.1. */
  static boolean says(boolean truth, String word) {
    return (truth ? YES : NO).contains(word.toLowerCase(Locale.ROOT));
  }

  /** Changes the document's tree: such words become truth values. */
  static void read(YamlNode root, CrewSchema.Part part) {
    switch (part) {
      case CREW -> {
        readEach(root.get("agents"), CrewSchema.Part.AGENTS);
        readEach(root.get("tasks"), CrewSchema.Part.TASKS);
      }
      case AGENTS, TASKS -> readEach(root, part);
      case INPUT, TRAINING, CHECKS -> {}
    }
  }

  private static void readEach(YamlNode map, CrewSchema.Part part) {
    var fields = CrewSchema.resolve(part.json().path("additionalProperties")).path("properties");
    map.entries().forEach(entry -> read(entry, fields));
  }

  private static void read(YamlNode map, JsonNode fields) {
    if (map.json() instanceof ObjectNode object) {
      for (var name : map.keys()) {
        boolean isTruth = fields.path(name).path("type").asText().equals("boolean");
        var word = object.path(name).isTextual() ? object.path(name).asText() : "";
        if (isTruth && (says(true, word) || says(false, word))) {
          object.put(name, says(true, word));
        }
      }
    }
  }
}
