package dev.rcrewai.step;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request to a model; the same for every provider.
 *
 * @param fallback who is asked instead, in this order, while nothing of an answer was seen
 * @param messages the whole conversation, the system message first
 * @param tools what the model may call; may be empty
 * @param output what the answer's JSON has to look like, or null for text
 */
public record ChatRequest(
    ModelChoice model,
    List<ModelChoice> fallback,
    List<Message> messages,
    List<ToolSpec> tools,
    ToolUse toolUse,
    @Nullable OutputSchema output) {
  /** All pictures of a conversation together; some providers take no larger body. */
  public static final int IMAGE_BYTES_MAX = 14 << 20;

  public ChatRequest {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages is empty; a chat needs at least one");
    }
    if (toolUse == ToolUse.REQUIRED && tools.isEmpty()) {
      throw new IllegalArgumentException("tools is empty; a chat that must call one needs some");
    }
    long imageBytes = images(messages).mapToLong(Image::bytes).sum();
    if (imageBytes > IMAGE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "the images have " + imageBytes + " bytes; expected at most " + IMAGE_BYTES_MAX);
    }
    fallback = List.copyOf(fallback);
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /** A request for text, to this model only. */
  public ChatRequest(
      ModelChoice model, List<Message> messages, List<ToolSpec> tools, ToolUse toolUse) {
    this(model, List.of(), messages, tools, toolUse, null);
  }

  /** The same request to another model, and to no other. */
  public ChatRequest to(ModelChoice other) {
    return new ChatRequest(other, List.of(), messages, tools, toolUse, output);
  }

  /** The same request, whose first message of the crew shows these pictures too. */
  public ChatRequest showing(List<Image> images) {
    var all = new ArrayList<Message>(messages);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof Message.User(var text, var shown)) {
        all.set(i, new Message.User(text, Stream.concat(shown.stream(), images.stream()).toList()));
        break;
      }
    }
    return new ChatRequest(model, fallback, all, tools, toolUse, output);
  }

  /** The pictures of the whole conversation. */
  public List<Image> images() {
    return images(messages).toList();
  }

  private static Stream<Image> images(List<Message> messages) {
    return messages.stream()
        .flatMap(message ->
            message instanceof Message.User user ? user.images().stream() : Stream.empty());
  }
}
