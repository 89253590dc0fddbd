package dev.rcrewai.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one provider is spoken to: what a chat request looks like and how its answer is read. Pure:
 * no I/O, no clock; thread-safe. {@link HttpChatModel} does the rest, the same for all.
 */
public interface WireFormat {
  /** Why this provider cannot be asked this, in words for a crew's author; null where it can. */
  default @Nullable String obstacle(ChatRequest request) {
    return null;
  }

  /** What is posted for this chat, to which there is no {@link #obstacle}. */
  Post post(ChatRequest request, Delivery delivery);

  /** The headers that carry the key. */
  Map<String, String> credentials(String key);

  /** What else every request has in its head, with a key or without. */
  default Map<String, String> headers() {
    return Map.of();
  }

  /**
   * Reads the body of an answer with a 2xx status.
   *
   * @param contentType of the answer, lower case, or empty
   * @param onText hears each piece of a streamed text
   */
  AnswerReader reader(Delivery delivery, String contentType, Consumer<String> onText);

  /** Reads the body of any other answer, which may be cut or not be the provider's own. */
  ProviderError error(int status, Buffer body);

  /** How it is asked for vectors; null where it makes none. */
  default @Nullable EmbeddingFormat embeddings() {
    return null;
  }

  /** A path that costs nothing, to see whether the provider can be called. */
  String modelsPath();

  /** The models that an answer from there names; what is no such list names none. */
  List<String> models(JsonNode list);

  /** The obstacle where the request has pictures and goes to one of the models that take none. */
  static @Nullable String noImages(Pattern blind, ChatRequest request) {
    var model = request.model().model();
    return blind.matcher(model).matches() && !request.images().isEmpty()
        ? "model '" + model + "' takes no images"
        : null;
  }

  /** A name, such as a model's, as one part of a path. */
  static String pathPart(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A request's path below the provider's base URL, beginning with a slash, and its JSON body. */
  record Post(String path, Buffer body) {}
}
