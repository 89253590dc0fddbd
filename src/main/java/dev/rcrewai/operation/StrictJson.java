package dev.rcrewai.operation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * JSON that everybody reads in the same way (RFC 7493, with the bounds of RFC 8259 section 9): one
 * value in well-formed UTF-8, no name twice, no half of a surrogate pair, no NUL, no number beyond
 * a double.
 */
final class StrictJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private StrictJson() {}

  /** Whether the bytes are such a text. */
  static boolean matches(Buffer bytes) {
    try {
      // A decoder of its own: Jackson's lets through sequences that are too long.
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes()));
      try (var parser = FACTORY.createParser(text.toString())) {
        return isOneValue(parser);
      }
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isOneValue(JsonParser parser) throws IOException {
    int depth = 0;
    int values = 0;
    for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (depth == 0) {
        values++;
      }
      if (values > 1 || !isSound(parser, token)) {
        return false;
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      }
    }
    return values == 1;
  }

  private static boolean isSound(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case FIELD_NAME, VALUE_STRING -> isSound(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Double.isFinite(parser.getDoubleValue());
      default -> true;
    };
  }

  private static boolean isSound(String text) {
    return text.codePoints()
        .noneMatch(point -> point == 0 || Character.getType(point) == Character.SURROGATE);
  }
}
