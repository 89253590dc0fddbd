package dev.rcrewai.tool.file;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.JailedFile;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.ResultText;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.time.temporal.ChronoUnit;

/** {@code file_reader}: the beginning of a text file that the caller may read. */
public final class FileReader implements Tool {
  private static final int LISTED_MAX = 20;

  /** Room for the header and the note, so that the whole result keeps to its bound. */
  private static final int AROUND_CHARS = 400;

  private static final int NAME_CHARS_MAX = 200;

  public static final ToolSpec SPEC =
      new ToolSpec(
          "file_reader",
          "Reads a text file and returns its size, its date and its content. Types: "
              + TextFiles.TYPES,
          ParameterSchema.parse(
              """
              {
                "type": "object",
                "properties": {
                  "file_path": {
                    "type": "string", "minLength": 1,
                    "description": "Path of the file, relative to the available files"
                  },
                  "encoding": {
                    "type": "string",
                    "enum": ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "us-ascii"],
                    "description": "Encoding of the text; utf-8 when left out"
                  },
                  "lines": {
                    "type": "integer", "minimum": 1, "maximum": 1000000,
                    "description": "Return only this many lines from the beginning"
                  }
                },
                "required": ["file_path"],
                "additionalProperties": false
              }
              """),
          false);

  private final FileJail jail;
  private final int contentCharsMax;

  /**
   * Reads within a jail.
   *
   * @param resultCharsMax the longest result, header included
   */
  public FileReader(FileJail jail, int resultCharsMax) {
    this.jail = jail;
    contentCharsMax = Math.max(resultCharsMax / 2, resultCharsMax - AROUND_CHARS);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult run(ToolInput input) throws IOException {
    String path = input.arguments().text("file_path");
    String name = ResultText.oneLine(path, NAME_CHARS_MAX);
    if (!TextFiles.include(path)) {
      return failed("'" + name + "' is not one of the types " + TextFiles.TYPES);
    }
    return switch (jail.open(input.caller(), path)) {
      case FileJail.Missing _ -> failed("there is no '" + name + "'. " + available(input));
      case FileJail.Refused(var why) -> failed("'" + name + "' " + why);
      case FileJail.Readable(var file) -> {
        try (file) {
          yield read(name, file, input);
        }
      }
    };
  }

  private ToolResult read(String name, JailedFile file, ToolInput input) throws IOException {
    String encoding = input.arguments().text("encoding", "utf-8");
    int lines = input.arguments().integer("lines", Integer.MAX_VALUE);
    var decoder = Charset.forName(encoding).newDecoder(); // reports what is malformed
    try (var reader = new InputStreamReader(file.content(), decoder)) {
      var excerpt = Excerpt.of(reader, lines, contentCharsMax);
      return new ToolResult.Completed(header(name, file, lines) + "\n\n" + excerpt.text());
    } catch (CharacterCodingException e) {
      return failed("'" + name + "' is not " + encoding + " text. Try another encoding");
    }
  }

  private static String header(String name, JailedFile file, int lines) {
    String part = lines == Integer.MAX_VALUE ? "" : " (first " + lines + " lines)";
    return String.join(
        "\n",
        "File: " + name + part,
        "Size: " + file.size() + " bytes",
        "Modified: " + file.modified().truncatedTo(ChronoUnit.SECONDS));
  }

  private String available(ToolInput input) {
    var listing = jail.list(input.caller(), TextFiles::include, LISTED_MAX);
    if (listing.names().isEmpty()) {
      return "No files are available";
    }
    String names = String.join(", ", listing.names());
    return "Available files: " + names + (listing.complete() ? "" : ", and more");
  }

  private static ToolResult failed(String why) {
    return new ToolResult.Failed("File read failed: " + why);
  }
}
