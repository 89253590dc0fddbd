package dev.rcrewai.gateway;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Json;
import dev.rcrewai.execution.LiveText;
import dev.rcrewai.step.ChatDelta;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.StepPath;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * What one reader has yet to be sent, in order: events, and live text between them. Text of one
 * chat that waits is one piece, however many it came in; text for which there is no room comes from
 * the journal, before its chat's result. Lives on one context.
 */
final class Outbox {
  /** Of all that waits. An event may pass it: it was read before the feed could be paused. */
  static final int BYTES_MAX = 256 * 1024;

  private final LiveText texts;
  private final Deque<Item> items = new ArrayDeque<>();

  /** The piece that waits of each chat that is being written. */
  private final Map<StepPath, Text> pieces = new HashMap<>();

  private int bytes;

  private sealed interface Item {}

  private record Recorded(Buffer json, long seq, boolean terminal) implements Item {}

  private record Text(StepPath path, int call, int offset, StringBuilder text) implements Item {}

  /**
   * What goes in one message.
   *
   * @param body {@code {"events": […]}}
   * @param lastSeq of its last event, or 0 where it holds text only
   * @param terminal whether nothing follows
   */
  record Batch(Buffer body, long lastSeq, boolean terminal) {
    static final Batch NOTHING = new Batch(Buffer.buffer(), 0, false);
  }

  Outbox(ExecutionId execution) {
    this.texts = new LiveText(execution);
  }

  void add(Event event) {
    texts.rest(event).ifPresent(this::put);
    var json = Buffer.buffer(Json.write(event));
    items.add(new Recorded(json, event.seq(), event.data() instanceof EventData.Terminal));
    bytes += json.length();
  }

  void add(ChatDelta delta) {
    if (bytes + ByteBufUtil.utf8Bytes(delta.text()) > BYTES_MAX) {
      texts.skip(delta);
    } else if (texts.take(delta)) {
      put(delta);
    }
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /** Whether nothing more should be read for now. */
  boolean isFull() {
    return bytes >= BYTES_MAX;
  }

  /** Takes up to that many items, and no more bytes than the bound but for one item alone. */
  Batch take(int credit) {
    var body = Buffer.buffer("{\"events\":[");
    int taken = 0;
    long lastSeq = 0;
    boolean terminal = false;
    for (var item = items.peek(); item != null && taken < credit; item = items.peek()) {
      var json = json(item);
      if (taken > 0 && body.length() + json.length() > BYTES_MAX) {
        break;
      }
      items.remove();
      body.appendString(taken == 0 ? "" : ",").appendBuffer(json);
      taken++;
      switch (item) {
        case Recorded event -> {
          bytes -= json.length();
          lastSeq = event.seq();
          terminal = event.terminal();
        }
        case Text text -> {
          bytes -= ByteBufUtil.utf8Bytes(text.text());
          pieces.remove(text.path(), text);
        }
      }
    }
    return new Batch(body.appendString("]}"), lastSeq, terminal);
  }

  private void put(ChatDelta delta) {
    var piece = pieces.get(delta.path());
    if (piece == null || piece.call() != delta.call()) {
      piece = new Text(delta.path(), delta.call(), delta.offset(), new StringBuilder());
      pieces.put(delta.path(), piece);
      items.add(piece);
    }
    piece.text().append(delta.text());
    bytes += ByteBufUtil.utf8Bytes(delta.text());
  }

  private static Buffer json(Item item) {
    return switch (item) {
      case Recorded event -> event.json();
      case Text piece ->
          Buffer.buffer(
              Json.MAPPER
                  .createObjectNode()
                  .put("type", "chat.delta")
                  .put("path", piece.path().text())
                  .put("call", piece.call())
                  .put("offset", piece.offset())
                  .put("text", piece.text().toString())
                  .toString());
    };
  }
}
