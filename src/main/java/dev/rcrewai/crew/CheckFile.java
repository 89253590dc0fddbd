package dev.rcrewai.crew;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What answers are scored by, in a file of its own: by the names of tasks, the fields by which a
 * task says what its answer is held to. Reads files, so not for event loops.
 */
public final class CheckFile {
  private CheckFile() {}

  /**
   * The checks by task.
   *
   * @param tasks the names that tasks may have
   * @throws IOException with every problem of the file, by its place
   */
  public static Map<String, OutputChecks> read(Path file, Collection<String> tasks)
      throws IOException {
    var findings = new Findings();
    var document = CrewLoader.checked(SourceFile.read(file), CrewSchema.Part.CHECKS, findings);
    var checks = new LinkedHashMap<String, OutputChecks>();
    if (document != null) {
      CheckRules.check(document.root(), Process.SEQUENTIAL, findings);
      for (var task : document.root().entries()) {
        if (!tasks.contains(task.name())) {
          findings.problem(
              task.keyProblem(
                  "unknown task '" + task.name() + "'" + DidYouMean.hint(task.name(), tasks)));
        }
        var held = CheckFields.checks(task);
        if (held != null) {
          checks.put(task.name(), held);
        }
      }
    }
    findings.refuse();
    return checks;
  }
}
