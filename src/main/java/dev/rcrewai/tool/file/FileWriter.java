package dev.rcrewai.tool.file;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.ResultText;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/** {@code file_writer}: a text file in the caller's own directory. */
public final class FileWriter implements Tool {
  private static final int NAME_CHARS_MAX = 200;

  public static final ToolSpec SPEC =
      new ToolSpec(
          "file_writer",
          "Writes a text file, with the directories it needs. Types: " + TextFiles.TYPES,
          ParameterSchema.parse(
              """
              {
                "type": "object",
                "properties": {
                  "file_path": {
                    "type": "string", "minLength": 1,
                    "description": "Path of the file, relative to your files"
                  },
                  "content": {"type": "string", "description": "The text to write"},
                  "mode": {
                    "type": "string", "enum": ["w", "a"],
                    "description": "w replaces what is there (when left out), a adds to its end"
                  },
                  "encoding": {
                    "type": "string",
                    "enum": ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "us-ascii"],
                    "description": "Encoding of the text; utf-8 when left out"
                  }
                },
                "required": ["file_path", "content"],
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
  public FileWriter(FileJail jail, long callerBytesMax) {
    this.jail = jail;
    this.callerBytesMax = callerBytesMax;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult run(ToolInput input) {
    String path = input.arguments().text("file_path");
    String name = ResultText.oneLine(path, NAME_CHARS_MAX);
    if (!TextFiles.include(path)) {
      return failed("'" + name + "' is not one of the types " + TextFiles.TYPES);
    }
    String encoding = input.arguments().text("encoding", "utf-8");
    byte[] content;
    try {
      content = encoded(input.arguments().text("content"), encoding);
    } catch (CharacterCodingException e) {
      return failed("the content has characters that " + encoding + " lacks. Use utf-8");
    }
    boolean appends = input.arguments().text("mode", "w").equals("a");
    var mode = appends ? FileJail.Mode.APPEND : FileJail.Mode.REPLACE;
    return switch (jail.write(input.caller(), path, content, mode, callerBytesMax)) {
      case FileJail.NotWritten(var why) -> failed("'" + name + "' " + why);
      case FileJail.Done(long size) ->
          new ToolResult.Completed(
              "%s '%s'; it has %d bytes now."
                  .formatted(appends ? "Added to" : "Wrote", name, size));
    };
  }

  private static byte[] encoded(String text, String encoding) throws CharacterCodingException {
    ByteBuffer bytes = Charset.forName(encoding).newEncoder().encode(CharBuffer.wrap(text));
    byte[] array = new byte[bytes.remaining()];
    bytes.get(array);
    return array;
  }

  private static ToolResult failed(String why) {
    return new ToolResult.Failed("File write failed: " + why);
  }
}
