package dev.rcrewai.step;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message of a conversation with a model, in the field's own roles. */
public sealed interface Message {
  /** Instructions that stand above the conversation. */
  record System(String text) implements Message {}

  /**
   * What the crew says to the model.
   *
   * @param images what it shows beside the text
   */
  record User(String text, List<Image> images) implements Message {
    /** More pictures than that are refused by some providers. */
    public static final int IMAGES_MAX = 20;

    public User {
      if (images.size() > IMAGES_MAX) {
        throw new IllegalArgumentException(
            "a message has " + images.size() + " images; expected at most " + IMAGES_MAX);
      }
      images = List.copyOf(images);
    }

    /** A text alone. */
    public User(String text) {
      this(text, List.of());
    }
  }

  /**
   * What the model said.
   *
   * @param text may be empty when there are calls
   * @param providerState opaque parts (thinking signatures) to send back as they came, or null
   */
  record Assistant(String text, List<ToolCall> calls, @Nullable String providerState)
      implements Message {
    public Assistant {
      calls = List.copyOf(calls);
    }
  }

  /** The result of one call of the assistant message before it. */
  record Tool(ToolCall call, ToolResult result) implements Message {}
}
