package dev.rcrewai.engine;

import static dev.rcrewai.engine.Progress.done;
import static dev.rcrewai.engine.Progress.failed;
import static dev.rcrewai.engine.Progress.needs;

import dev.rcrewai.crew.OutputFile;
import dev.rcrewai.crew.Placeholders;
import dev.rcrewai.crew.Task;
import dev.rcrewai.engine.Step.ToolStep;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.Outcome;
import dev.rcrewai.step.FileWrite;
import dev.rcrewai.step.StepPath;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;

/**
 * Writes a task's answer to its file. The whole file is written at once, so one that may have been
 * written already is written again: the same text to the same place.
 */
record FileLoop(Plan plan, Recorded recorded) {
  /** Tries whose outcome a crash or a time-out may leave unknown. */
  static final int TRIES_MAX = 3;

  /** The answer, once it is in its file. */
  Progress<String> write(Task task, String answer) {
    var file = task.outputFile();
    if (file == null) {
      return done(answer);
    }
    var path = Placeholders.fill(file.path(), plan.inputs());
    String why = "";
    for (int n = 1; n <= TRIES_MAX; n++) {
      var here = StepPath.task(task.name()).file(n);
      switch (recorded.tool(here)) {
        case null -> {
          return needs(step(here, file, path, content(task, answer)));
        }
        case ToolResult.Completed _ -> {
          return done(answer);
        }
        case ToolResult.Failed(var detail) -> {
          return failed(Outcome.TOOL_ERROR, Details.notWritten(path, detail));
        }
        case ToolResult.Unknown(var detail) -> why = detail;
      }
    }
    return failed(Outcome.TOOL_ERROR, Details.notWritten(path, why));
  }

  /** The journal has the text already, as the answer: the call is recorded without it. */
  private static ToolStep step(StepPath here, OutputFile file, String path, String content) {
    var whole = new FileWrite(path, file.createDirectory(), content);
    var told = Json.MAPPER.createObjectNode();
    told.put("path", path);
    told.put("characters", content.length());
    return new ToolStep(
        here,
        new ToolCall("file", FileWrite.TOOL, Json.write(whole)),
        true,
        new ToolCall("file", FileWrite.TOOL, told.toString()));
  }

  private static String content(Task task, String answer) {
    boolean bare = task.markdown() && !answer.stripLeading().startsWith("#");
    return bare ? "# " + task.name() + "\n\n" + answer : answer;
  }
}
