package dev.rcrewai.llm;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream of server-sent events (WHATWG HTML, section 9.2.6) into the data of its events.
 * Works on bytes, so that a character or a line may be split anywhere. An event that the end of the
 * stream cut off is dropped.
 */
public final class SseParser {
  private static final byte[] FIELD = {'d', 'a', 't', 'a'};
  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Consumer<byte[]> onData;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private final ByteArrayOutputStream data = new ByteArrayOutputStream(512);
  private boolean afterReturn;
  private boolean atStart = true;
  private boolean hasData;

  /** The consumer gets the data of each event, its lines joined with line feeds. */
  public SseParser(Consumer<byte[]> onData) {
    this.onData = onData;
  }

  /** Takes the next bytes. */
  public void read(Buffer buffer) {
    byte[] bytes = buffer.getBytes();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '\n' && bytes[i] != '\r') {
        afterReturn = false;
        continue;
      }
      boolean secondOfPair = bytes[i] == '\n' && afterReturn;
      afterReturn = bytes[i] == '\r';
      if (!secondOfPair) {
        line.write(bytes, from, i - from);
        lineEnds();
      }
      from = i + 1;
    }
    line.write(bytes, from, bytes.length - from);
  }

  private void lineEnds() {
    byte[] text = line.toByteArray();
    line.reset();
    int start = atStart && startsWith(text, BOM, 0) ? BOM.length : 0;
    atStart = false;
    if (text.length == start) {
      dispatch();
    } else if (startsWith(text, FIELD, start)) {
      field(text, start + FIELD.length);
    }
  }

  private void field(byte[] text, int end) {
    if (end < text.length && text[end] != ':') {
      return;
    }
    int value = Math.min(end + 1, text.length);
    if (value < text.length && text[value] == ' ') {
      value++;
    }
    if (hasData) {
      data.write('\n');
    }
    hasData = true;
    data.write(text, value, text.length - value);
  }

  private void dispatch() {
    if (hasData) {
      byte[] event = data.toByteArray();
      data.reset();
      hasData = false;
      onData.accept(event);
    }
  }

  private static boolean startsWith(byte[] text, byte[] prefix, int from) {
    return text.length >= from + prefix.length
        && Arrays.equals(text, from, from + prefix.length, prefix, 0, prefix.length);
  }
}
