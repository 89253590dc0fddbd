package dev.rcrewai.crew;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** What must hold of what answers are held to: schemas are some, and checks can be passed. */
final class CheckRules {
  private final Process process;
  private final Findings findings;

  private CheckRules(Process process, Findings findings) {
    this.process = process;
    this.findings = findings;
  }

  static void check(CrewParts parts, Findings findings) {
    check(parts.tasks(), parts.process(), findings);
  }

  /**
   * The same for checks that stand elsewhere.
   *
   * @param tasks by name, each with the fields of a task that say what its answer is held to
   */
  static void check(YamlNode tasks, Process process, Findings findings) {
    tasks.entries().forEach(new CheckRules(process, findings)::checkTask);
  }

  /** The texts of a task's checks and files in which placeholders stand for inputs. */
  static Stream<YamlNode> prompts(YamlNode task) {
    return Stream.concat(
            CheckFields.guardrails(task).stream().map(CheckFields::criteria),
            Stream.concat(
                Stream.of(task.get("output_file")), task.get("attachments").items().stream()))
        .filter(YamlNode::isText);
  }

  private void checkTask(YamlNode task) {
    var schema = CheckFields.schema(task);
    if (schema.isObject()) {
      if (FaultProblems.isPython(schema.json())) {
        findings.problem(
            schema.keyProblem(
                schema.name()
                    + " is Python, and no code of a crew's runs here; write the JSON Schema"));
      } else {
        checkSchema(schema);
        checkRoot(schema);
      }
    }
    if (task.get("output_schema").isObject() && task.get("output_json").isObject()) {
      findings.problem(
          task.get("output_json").keyProblem("output_json means output_schema; keep one"));
    }
    CheckFields.guardrails(task).forEach(this::checkGuardrail);
    checkRetries(task);
    checkFile(task.get("output_file"), "a path below the caller's files, such as report.md");
    task.get("attachments").items().stream()
        .filter(place -> !place.text().startsWith("https://"))
        .forEach(place ->
            checkFile(place, "a link that begins with https:// or a path such as photo.png"));
    if (task.get("async_execution").json().asBoolean() && process == Process.PARALLEL) {
      findings.warning(
          task.get("async_execution")
              .keyProblem("async_execution means nothing here: tasks run side by side anyway"));
    }
  }

  private void checkRoot(YamlNode schema) {
    if (!schema.get("type").text().equals("object")) {
      findings.problem(
          schema.keyProblem(
              schema.name()
                  + " must say type: object, since providers take no other; put other values in"
                  + " one of its properties"));
    }
  }

  private void checkSchema(YamlNode schema) {
    for (var fault : SchemaFaults.ofSchema(schema.json())) {
      var place = new YamlNode(schema.document(), schema.at().append(fault.at()));
      findings.problem(place.problem("this is no JSON Schema: " + fault.message()));
    }
  }

  private void checkGuardrail(YamlNode guardrail) {
    checkPattern(guardrail.get("pattern"));
    guardrail.get("json").entries().forEach(this::checkSchema);
    int min = guardrail.get("min_length").json().asInt(1);
    if (guardrail.get("max_length").json().asInt(Integer.MAX_VALUE) < min) {
      findings.problem(
          guardrail.get("max_length").problem("max_length is below min_length, " + min));
    }
    if (guardrail.get("llm").isText() && !guardrail.get("judge").isText()) {
      findings.problem(guardrail.get("llm").keyProblem("llm means nothing without judge"));
    }
  }

  private void checkRetries(YamlNode task) {
    var ofChecks = task.get("guardrail_max_retries");
    var all = task.get("max_retries").json();
    if (all.isNumber() && ofChecks.json().asInt() > all.asInt()) {
      findings.warning(
          ofChecks.problem(
              "guardrail_max_retries is above max_retries, which bounds all further attempts"));
    }
  }

  private void checkFile(YamlNode file, String expected) {
    var path = file.text();
    if (path.contains("://")
        || path.startsWith("/")
        || path.startsWith("~")
        || path.contains("\\")
        || Stream.of(path.split("/")).anyMatch(".."::equals)) {
      findings.problem(
          file.problem("'%s' leads out of the files; expected %s".formatted(path, expected)));
    }
  }

  private void checkPattern(YamlNode pattern) {
    try {
      Pattern.compile(pattern.json().asText());
    } catch (PatternSyntaxException e) {
      findings.problem(
          pattern.problem(
              "pattern is no regular expression: %s near index %d"
                  .formatted(e.getDescription(), e.getIndex())));
    }
  }
}
