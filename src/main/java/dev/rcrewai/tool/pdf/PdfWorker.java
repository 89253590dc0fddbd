package dev.rcrewai.tool.pdf;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/** The process that reads one document: its bytes come in, {@link PdfContent} goes out as JSON. */
final class PdfWorker {
  static final JsonMapper MAPPER = new JsonMapper();

  private PdfWorker() {}

  /**
   * @param arguments the pages, and whether their text is wanted
   */
  public static void main(String[] arguments) throws IOException {
    try (var in = new FileInputStream(FileDescriptor.in);
        var out = new FileOutputStream(FileDescriptor.out)) {
      var reading = new PdfReading(arguments[0], Boolean.parseBoolean(arguments[1]));
      MAPPER.writeValue(out, reading.of(in.readAllBytes()));
    }
  }
}
