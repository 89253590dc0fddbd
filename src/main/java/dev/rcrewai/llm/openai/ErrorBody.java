package dev.rcrewai.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.rcrewai.llm.ProviderError;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/**
 * Reads {@code {"error":{"message","type","code"}}}, and what compatible servers and the proxies
 * before them make of it: the error as a string, {@code message} or {@code detail} at the top, or
 * no JSON at all.
 */
final class ErrorBody {
  private ErrorBody() {}

  static ProviderError read(int status, Buffer body) {
    var root = parse(body);
    var error = root.path("error");
    return error.isMissingNode()
        ? new ProviderError(status, "", first(root.path("message"), root.path("detail")))
        : of(status, error);
  }

  /** The error object itself, as it also comes inside a stream. */
  static ProviderError of(int status, JsonNode error) {
    if (error.isTextual()) {
      return new ProviderError(status, "", error.textValue());
    }
    var code = error.path("code");
    var word = code.isNumber() ? code.asText() : first(code, error.path("type"));
    return new ProviderError(status, word, first(error.path("message")));
  }

  private static JsonNode parse(Buffer body) {
    try {
      return Completion.MAPPER.readTree(body.getBytes());
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static String first(JsonNode... candidates) {
    for (var node : candidates) {
      if (node.isTextual() && !node.textValue().isBlank()) {
        return node.textValue();
      }
    }
    return "";
  }
}
