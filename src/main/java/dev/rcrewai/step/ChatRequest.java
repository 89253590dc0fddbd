package dev.rcrewai.step;

import java.util.List;

/**
 * One request to a model; the same for every provider.
 *
 * @param messages the whole conversation, the system message first
 * @param tools what the model may call; may be empty
 */
public record ChatRequest(
    ModelChoice model, List<Message> messages, List<ToolSpec> tools, ToolUse toolUse) {
  public ChatRequest {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages is empty; a chat needs at least one");
    }
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }
}
