package dev.rcrewai.crew;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * CrewAI's YAML layout: {@code agents.yaml} and {@code tasks.yaml}. There the two files are only
 * the texts of a crew; Python beside them decides who does which task, and with which tools. That
 * Python is not read: tasks that name no agent get the one that fits best, and warnings say all of
 * it.
 */
final class PairLayout {
  private PairLayout() {}

  /** The crew's own fields, of which the two files have none. */
  static YamlDocument head(String file) {
    var fields = JsonNodeFactory.instance.objectNode().put("assignment", "keywords");
    return new YamlDocument(file, "", fields, Map.of());
  }

  /** The Python files by which CrewAI would put this crew together. */
  static List<Path> code(Path directory) {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith("crew.py")).sorted().toList();
    } catch (IOException _) {
      return List.of(); // only a warning is lost; that its YAML cannot be read is a problem anyway
    }
  }

  static CrewProblem notRead(Path file) {
    return new CrewProblem(
        file.toString(),
        1,
        1,
        "Python is not read here; write the tools, agents and other fields that it sets in"
            + " agents.yaml and tasks.yaml");
  }

  /** Whether CrewAI takes it: many of its tasks leave the answer's form open. */
  static boolean forgives(CrewSchema.Part part, SchemaFault fault) {
    return part == CrewSchema.Part.TASKS
        && fault instanceof SchemaFault.Unfit(var at, var value, _)
        && value.isTextual()
        && at.last().getMatchingProperty().equals("expected_output");
  }
}
