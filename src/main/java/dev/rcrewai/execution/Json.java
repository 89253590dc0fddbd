package dev.rcrewai.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The one JSON form of journals, answers and streams: snake_case, ISO instants, durations in
 * seconds, maps sorted by key, unknown fields ignored. Thread-safe.
 */
public final class Json {
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(
              new SimpleModule()
                  .addSerializer(new SecondsSerializer())
                  .addSerializer(new EventSerializer()))
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES) // 10 dollars are no 1E+1
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

  private Json() {}

  /** The value as JSON text. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JSON text as a value of that type; fails where it is none. */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JSON object as a tree of maps, lists and plain values. */
  public static Map<String, Object> readTree(String json) {
    try {
      return MAPPER.readValue(json, TREE);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An event as callers see it: {@code {seq, at, type, …data}}. */
  public static ObjectNode event(Event event) {
    return MAPPER.valueToTree(event);
  }

  /** A batch of events as a JSON array, the form in which stores keep it. */
  public static String events(List<Event> events) {
    return write(events);
  }

  /** The events of a batch as a store keeps it. */
  public static List<Event> events(String json) {
    try {
      var events = new ArrayList<Event>();
      for (var node : MAPPER.readTree(json)) {
        events.add(event(node));
      }
      return List.copyOf(events);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Event event(JsonNode node) throws JsonProcessingException {
    var body = (ObjectNode) node;
    long seq = body.remove("seq").asLong();
    var at = Instant.parse(body.remove("at").asText());
    var type = body.get("type").asText();
    if (EventType.classOf(type) == null) {
      body.remove("type");
      return new Event(seq, at, new EventData.Unrecognized(type, body));
    }
    return new Event(seq, at, MAPPER.treeToValue(body, EventData.class));
  }
}
