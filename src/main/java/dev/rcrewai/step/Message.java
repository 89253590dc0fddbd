package dev.rcrewai.step;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message of a conversation with a model, in the field's own roles. */
public sealed interface Message {
  /** Instructions that stand above the conversation. */
  record System(String text) implements Message {}

  /** What the crew says to the model. */
  record User(String text) implements Message {}

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
