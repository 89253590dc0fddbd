package dev.rcrewai.tool.pdf;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.FileJail;
import dev.rcrewai.tool.JailedFile;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.ResultText;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/** {@code pdf_processor}: the text and the metadata of a PDF that the caller may read. */
public final class PdfProcessor implements Tool {
  /** The largest document. */
  public static final int FILE_BYTES_MAX = 50 << 20;

  private static final int HEAP_MEBIBYTES = 256;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int NAME_CHARS_MAX = 200;
  private static final int AT_ONCE = 2;

  public static final ToolSpec SPEC =
      new ToolSpec(
          "pdf_processor",
          "Reads a PDF file: its text, page by page, and what it says about itself.",
          ParameterSchema.parse(
              """
              {
                "type": "object",
                "properties": {
                  "file_path": {
                    "type": "string", "minLength": 1,
                    "description": "Path of the file, relative to the available files"
                  },
                  "pages": {
                    "type": "string", "maxLength": 200,
                    "description": "all (when left out), 1-5, or 1,3,7; 100 pages at most"
                  },
                  "extract_text": {
                    "type": "boolean", "description": "Whether to return text; true when left out"
                  },
                  "extract_metadata": {
                    "type": "boolean",
                    "description": "Whether to return title, author, dates; false when left out"
                  },
                  "output_format": {
                    "type": "string", "enum": ["text", "json", "markdown"],
                    "description": "text when left out"
                  }
                },
                "required": ["file_path"],
                "additionalProperties": false
              }
              """),
          false);

  private final FileJail jail;
  private final Duration timeout;
  private final InstantSource clock;
  private final PdfProcess process = new PdfProcess(HEAP_MEBIBYTES);
  private final Semaphore slots = new Semaphore(AT_ONCE, true);

  /**
   * Reads within a jail.
   *
   * @param jail opens files of up to {@link #FILE_BYTES_MAX}
   */
  public PdfProcessor(FileJail jail, InstantSource clock) {
    this(jail, TIMEOUT, clock);
  }

  /** With less time for each document. */
  PdfProcessor(FileJail jail, Duration timeout, InstantSource clock) {
    this.jail = jail;
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult run(ToolInput input) throws IOException, InterruptedException {
    String path = input.arguments().text("file_path");
    String name = ResultText.oneLine(path, NAME_CHARS_MAX);
    if (!path.toLowerCase(Locale.ROOT).endsWith(".pdf")) {
      return failed("'" + name + "' is no .pdf file");
    }
    if (!PageRange.isValid(input.arguments().text("pages", "all"))) {
      return failed("pages must be all, a range as 1-5, or a list as 1,3");
    }
    return switch (jail.open(input.caller(), path)) {
      case FileJail.Missing _ -> failed("there is no '" + name + "'");
      case FileJail.Refused(var why) -> failed("'" + name + "' " + why);
      case FileJail.Readable(var file) -> {
        try (file) {
          yield read(name, file, input);
        }
      }
    };
  }

  private ToolResult read(String name, JailedFile file, ToolInput input)
      throws IOException, InterruptedException {
    var arguments = input.arguments();
    boolean wantsText = arguments.flag("extract_text", true);
    slots.acquire();
    PdfContent content;
    try {
      var left = Duration.between(clock.instant(), input.deadline());
      var time = left.compareTo(timeout) < 0 ? left : timeout;
      content = process.read(file.content(), arguments.text("pages", "all"), wantsText, time);
    } finally {
      slots.release();
    }
    if (content == null) {
      return failed("'" + name + "' takes too much time or memory to read");
    }
    if (content.problem() != null) {
      return failed("'" + name + "' " + content.problem());
    }
    boolean wantsMetadata = arguments.flag("extract_metadata", false);
    return new ToolResult.Completed(
        shown(arguments.text("output_format", "text"), name, content, wantsMetadata));
  }

  private static String shown(String format, String name, PdfContent content, boolean metadata)
      throws JsonProcessingException {
    return switch (format) {
      case "json" -> PdfText.json(name, content, metadata);
      case "markdown" -> PdfText.of(name, content, metadata, "# %s", "## Page %d");
      default -> PdfText.of(name, content, metadata, "PDF: %s", "--- Page %d ---");
    };
  }

  private static ToolResult failed(String why) {
    return new ToolResult.Failed("PDF processing failed: " + why);
  }
}
