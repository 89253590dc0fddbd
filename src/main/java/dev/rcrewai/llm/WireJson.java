package dev.rcrewai.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.StreamSupport;

/**
 * JSON as the wire formats that are read as trees have it. Numbers keep every digit, since what a
 * provider wants back it wants back as it was.
 */
public final class WireJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** Names an id that no provider gave. */
  private static final String OUR_ID = "call_rcrewai_";

  private WireJson() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads one value.
   *
   * @throws IOException where the bytes are not JSON, or nothing
   */
  public static JsonNode read(byte[] json) throws IOException {
    var node = MAPPER.readTree(json);
    if (node == null || node.isMissingNode()) {
      throw new IOException("there is no JSON");
    }
    return node;
  }

  /** Reads one value; what is no JSON is a missing node. */
  public static JsonNode readOrMissing(byte[] json) {
    try {
      return read(json);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** Writes the body of a request. */
  public static Buffer write(JsonNode node) {
    try {
      return Buffer.buffer(MAPPER.writeValueAsBytes(node));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a chat request cannot be written as JSON", e);
    }
  }

  /** A tree of maps and lists, such as a tool's schema. */
  public static ObjectNode tree(Map<String, Object> values) {
    return MAPPER.valueToTree(values);
  }

  /**
   * A call's arguments for providers that take nothing but an object. What a model wrote instead of
   * one is shown to it as it was.
   */
  public static ObjectNode arguments(String text) {
    return readOrMissing(text.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode known
        ? known
        : object().put("invalid_json", text);
  }

  /** The id of a call for which the provider gave none; it links call and result on our side. */
  public static String callId(String given) {
    return given.isEmpty()
        ? OUR_ID + Long.toHexString(ThreadLocalRandom.current().nextLong())
        : given;
  }

  /** Whether the provider knows a call by this id. */
  public static boolean isProvidersId(String id) {
    return !id.startsWith(OUR_ID);
  }

  /** A count of tokens; nothing, null and nonsense count 0. */
  public static long tokens(JsonNode count) {
    return Math.max(0, count.asLong());
  }

  /** The text, or an empty one where there is something else or nothing. */
  public static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }

  /** The texts under this name in each object of a list; empty for anything else. */
  public static List<String> texts(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(item -> text(item.path(name)))
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /** The first of these that is text with something in it, or an empty one. */
  public static String firstText(JsonNode... candidates) {
    for (var node : candidates) {
      if (node.isTextual() && !node.textValue().isBlank()) {
        return node.textValue();
      }
    }
    return "";
  }
}
