package dev.rcrewai.crew;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another YAML file of an operator, read and checked as crews are: every problem with its place.
 * Blocks. For one thread.
 */
public final class CheckedYaml {
  private final Findings findings = new Findings();
  private final @Nullable YamlDocument document;

  private CheckedYaml(Path file, JsonNode schema) {
    document = YamlReader.read(SourceFile.read(file), findings);
    if (document != null) {
      var compiled =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(schema);
      SchemaFaults.of(compiled, schema, document.tree()).stream()
          .map(fault -> FaultProblems.of(fault, document))
          .forEach(findings::problem);
    }
  }

  /** Reads the file and checks it against a schema of draft 7. */
  public static CheckedYaml read(Path file, JsonNode schema) {
    return new CheckedYaml(file, schema);
  }

  /** The values; an empty object where the problems say why there are none. */
  public JsonNode tree() {
    return document == null ? JsonNodeFactory.instance.objectNode() : document.tree();
  }

  /** What is wrong so far, in the order of the file. */
  public List<CrewProblem> problems() {
    return findings.problems();
  }

  /** Adds what is wrong with the value at that place. */
  public void refuse(JsonPointer at, String message) {
    if (document != null) {
      findings.problem(document.problem(at, message));
    }
  }
}
