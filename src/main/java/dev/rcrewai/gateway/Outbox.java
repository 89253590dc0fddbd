package dev.rcrewai.gateway;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.Json;
import dev.rcrewai.step.ChatDelta;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * What one reader has yet to be sent, in order: events, and live text between them. Text of one
 * chat that waits is one piece, however many it came in. Text for which there is no room is left
 * out until that chat's result, which holds all of it. Lives on one context; knows no Vert.x but
 * its buffers.
 */
final class Outbox {
  /** Of all that waits. An event more may pass it: it was read before the feed could be paused. */
  static final int BYTES_MAX = 256 * 1024;

  private final Deque<Item> items = new ArrayDeque<>();
  private final Map<String, Text> waiting = new HashMap<>();

  /** The call whose text is left out, by path. */
  private final Map<String, Integer> leftOut = new HashMap<>();

  private int bytes;

  private sealed interface Item {}

  private record Recorded(Buffer json, long seq, boolean terminal) implements Item {}

  private record Text(String path, int call, StringBuilder text) implements Item {}

  /**
   * What goes in one message.
   *
   * @param body {@code {"events": […]}}
   * @param lastSeq of its last event, or 0 where it holds text only
   * @param terminal whether nothing follows
   */
  record Batch(Buffer body, long lastSeq, boolean terminal) {}

  void add(Event event) {
    var json = Buffer.buffer(Json.event(event).toString());
    boolean terminal = event.data() instanceof EventData.Terminal;
    items.add(new Recorded(json, event.seq(), terminal));
    bytes += json.length();
    if (event.data() instanceof EventData.StepResult result) {
      leftOut.remove(result.path().text());
      waiting.remove(result.path().text());
    }
  }

  void add(ChatDelta delta) {
    var path = delta.path().text();
    if (Integer.valueOf(delta.call()).equals(leftOut.get(path))) {
      return;
    }
    int length = delta.text().getBytes(StandardCharsets.UTF_8).length;
    if (bytes + length > BYTES_MAX) {
      leftOut.put(path, delta.call());
      return;
    }
    bytes += length;
    var begun = waiting.get(path);
    if (begun == null || begun.call() != delta.call()) {
      begun = new Text(path, delta.call(), new StringBuilder());
      waiting.put(path, begun);
      items.add(begun);
    }
    begun.text().append(delta.text());
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /** Whether nothing more should be read for now. */
  boolean isFull() {
    return bytes >= BYTES_MAX;
  }

  /** Takes up to that many items, and no more bytes than the bound but for one event alone. */
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
          bytes -= text.text().toString().getBytes(StandardCharsets.UTF_8).length;
          waiting.remove(text.path(), text);
        }
      }
    }
    return new Batch(body.appendString("]}"), lastSeq, terminal);
  }

  private static Buffer json(Item item) {
    return switch (item) {
      case Recorded event -> event.json();
      case Text text ->
          Buffer.buffer(
              Json.MAPPER
                  .createObjectNode()
                  .put("type", "chat.delta")
                  .put("path", text.path())
                  .put("call", text.call())
                  .put("text", text.text().toString())
                  .toString());
    };
  }
}
