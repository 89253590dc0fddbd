package dev.rcrewai.tool.file;

import dev.rcrewai.step.FileWrite;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.ResultText;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;
import java.nio.charset.StandardCharsets;

/**
 * Writes the answer of a task to a file of the caller's. Only the engine calls it; the same call
 * twice leaves the same file.
 */
public final class AnswerFile implements Tool {
  private static final int NAME_CHARS_MAX = 200;

  private static final ToolSpec SPEC =
      new ToolSpec(
          FileWrite.TOOL,
          "Writes the answer of a task to its output_file.",
          ParameterSchema.parse(
              """
              {
                "type": "object",
                "properties": {
                  "path": {"type": "string"},
                  "create_directory": {"type": "boolean"},
                  "content": {"type": "string"}
                },
                "required": ["path", "create_directory", "content"],
                "additionalProperties": false
              }
              """),
          true);

  private final FileJail jail;
  private final long callerBytesMax;

  /**
   * Writes within a jail.
   *
   * @param callerBytesMax of all files of one caller together
   */
  public AnswerFile(FileJail jail, long callerBytesMax) {
    this.jail = jail;
    this.callerBytesMax = callerBytesMax;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult run(ToolInput input) {
    var path = input.arguments().text("path");
    if (!input.arguments().flag("create_directory", true)
        && !jail.hasDirectoryOf(input.caller(), path)) {
      return new ToolResult.Failed("its directory is not there, and create_directory is false");
    }
    var content = input.arguments().text("content").getBytes(StandardCharsets.UTF_8);
    var written = jail.write(input.caller(), path, content, FileJail.Mode.REPLACE, callerBytesMax);
    return switch (written) {
      case FileJail.Done(long size) ->
          new ToolResult.Completed(
              "wrote %d bytes to %s".formatted(size, ResultText.oneLine(path, NAME_CHARS_MAX)));
      case FileJail.NotWritten(var why) -> new ToolResult.Failed("the path " + why);
    };
  }
}
