package dev.rcrewai.cli;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.crew.CheckedYaml;
import dev.rcrewai.crew.Crew;
import dev.rcrewai.crew.Task;
import dev.rcrewai.crew.Training;
import dev.rcrewai.execution.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Feedback that was written down before: by task, one text for each iteration.
 *
 * @param texts by task, in the order of the iterations
 */
record FeedbackFile(Map<String, List<String>> texts) {
  private static final JsonNode SCHEMA =
      Json.read(
          """
          {"type": "object", "minProperties": 1, "additionalProperties": {
            "type": ["string", "array"], "pattern": "\\\\S\\\\s+\\\\S", "maxLength": %1$d,
            "maxItems": 100,
            "items": {"type": "string", "pattern": "\\\\S\\\\s+\\\\S", "maxLength": %1$d}}}
          """
              .formatted(Training.SAID_MAX),
          JsonNode.class);

  FeedbackFile {
    texts = Map.copyOf(texts);
  }

  /**
   * Reads it.
   *
   * @throws IOException with every problem, by its place
   */
  static FeedbackFile read(Path file, Crew crew) throws IOException {
    var yaml = CheckedYaml.read(file, SCHEMA);
    var tasks = crew.tasks().stream().map(Task::name).toList();
    var texts = new HashMap<String, List<String>>();
    for (var task : yaml.tree().properties()) {
      if (!tasks.contains(task.getKey())) {
        yaml.refuse(
            JsonPointer.empty().appendProperty(task.getKey()),
            "the crew has no task '%s'; it has %s"
                .formatted(task.getKey(), String.join(", ", tasks)));
      }
      var said = new ArrayList<String>();
      if (task.getValue().isTextual()) {
        said.add(task.getValue().asText());
      }
      task.getValue().forEach(one -> said.add(one.asText()));
      texts.put(task.getKey(), said);
    }
    if (!yaml.problems().isEmpty()) {
      throw new IOException(
          yaml.problems().stream().map(Object::toString).collect(Collectors.joining("\n")));
    }
    return new FeedbackFile(texts);
  }

  /** What is said of the task's answer in this iteration, from 1; else it is accepted. */
  String said(String task, int iteration) {
    var all = texts.getOrDefault(task, List.of());
    return iteration <= all.size() ? all.get(iteration - 1) : Coach.ACCEPT;
  }
}
