package dev.rcrewai.execution;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An event as {@code {seq, at, type, …data}}, written in one go: a tree between the event and its
 * text costs as much again as the text.
 */
final class EventSerializer extends StdSerializer<Event> {
  private static final long serialVersionUID = 1L;

  private final transient Map<Class<?>, JsonSerializer<Object>> fields = new ConcurrentHashMap<>();

  EventSerializer() {
    super(Event.class);
  }

  @Override
  public void serialize(Event event, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    var data = event.data();
    out.writeStartObject(event);
    out.writeNumberField("seq", event.seq());
    out.writeStringField("at", event.at().toString());
    out.writeStringField("type", EventType.of(data));
    if (data instanceof EventData.Unrecognized unrecognized) {
      for (var field : unrecognized.body().properties()) {
        out.writeFieldName(field.getKey());
        out.writeTree(field.getValue());
      }
    } else {
      fields(data.getClass(), provider).serialize(data, out, provider);
    }
    out.writeEndObject();
  }

  /** What writes the fields of such an event's data, without braces and type. */
  private JsonSerializer<Object> fields(Class<?> type, SerializerProvider provider)
      throws JsonMappingException {
    var known = fields.get(type);
    if (known == null) {
      known = provider.findValueSerializer(type, null).unwrappingSerializer(NameTransformer.NOP);
      fields.put(type, known);
    }
    return known;
  }
}
