package dev.rcrewai.llm;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Cuts a stream of newline-delimited JSON into its lines. Works on bytes, so that a character may
 * be split anywhere; drops empty lines. The last line need not end.
 */
public final class LineParser {
  private final Consumer<byte[]> onLine;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);

  public LineParser(Consumer<byte[]> onLine) {
    this.onLine = onLine;
  }

  /** Takes the next bytes. */
  public void read(Buffer buffer) {
    byte[] bytes = buffer.getBytes();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        line.write(bytes, from, i - from);
        end();
        from = i + 1;
      }
    }
    line.write(bytes, from, bytes.length - from);
  }

  /** No more bytes will come: what is left is a line. */
  public void end() {
    if (line.size() > 0) {
      byte[] text = line.toByteArray();
      line.reset();
      onLine.accept(text);
    }
  }
}
