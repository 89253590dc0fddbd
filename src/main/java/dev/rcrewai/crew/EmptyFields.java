package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/** Drops keys with nothing behind them: in a crew's file they mean the same as no key at all. */
final class EmptyFields {
  private EmptyFields() {}

  /** Changes the document's tree; names of agents, tasks and inputs stay even if empty. */
  static void drop(YamlNode root, CrewSchema.Part part) {
    switch (part) {
      case CREW -> {
        drop(root);
        drop(root.get("manager_llm"));
        List.of("agents", "tasks", "inputs").forEach(map -> dropInEach(root.get(map)));
      }
      case AGENTS, TASKS, CHECKS -> dropInEach(root);
      case INPUT -> drop(root);
      case TRAINING -> root.get("agents").entries().forEach(EmptyFields::drop);
    }
  }

  private static void dropInEach(YamlNode map) {
    map.entries().stream()
        .flatMap(entry ->
            Stream.of(
                entry,
                entry.get("llm"),
                entry.get("human_input"),
                entry.get("human_input").get("ask")))
        .forEach(EmptyFields::drop);
  }

  private static void drop(YamlNode map) {
    if (map.json() instanceof ObjectNode object) {
      map.keys().stream().filter(key -> object.path(key).isNull()).forEach(object::remove);
    }
  }
}
