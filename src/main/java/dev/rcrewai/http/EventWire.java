package dev.rcrewai.http;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventType;
import dev.rcrewai.execution.Json;
import dev.rcrewai.step.ChatDelta;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Events as they are sent. What many readers are told at once is encoded once, and all of them wait
 * for the same bytes. Lives on the context of its readers.
 */
@SuppressWarnings("ReferenceEquality") // the same one, not one like it
final class EventWire {
  private @Nullable Object last;
  private Buffer encoded = Buffer.buffer();

  Buffer of(Event event) {
    if (last != event) {
      last = event;
      encoded = encoded(event);
    }
    return encoded;
  }

  Buffer of(ChatDelta delta) {
    if (last != delta) {
      last = delta;
      encoded = encoded(delta);
    }
    return encoded;
  }

  static Buffer encoded(ChatDelta delta) {
    var data = Json.MAPPER.createObjectNode();
    data.put("path", delta.path().text())
        .put("call", delta.call())
        .put("offset", delta.offset())
        .put("text", delta.text());
    return Buffer.buffer("event: chat.delta\ndata: " + data + "\n\n");
  }

  private static Buffer encoded(Event event) {
    return Buffer.buffer(
        "id: "
            + event.seq()
            + "\nevent: "
            + EventType.of(event.data())
            + "\ndata: "
            + Json.write(event)
            + "\n\n");
  }
}
