package dev.rcrewai.crew;

import java.util.List;

/**
 * Which tool calls of an agent a person approves first.
 *
 * @param all every call
 * @param tools else those of these tools
 */
public record ToolApproval(boolean all, List<String> tools) {
  public ToolApproval {
    tools = List.copyOf(tools);
  }

  /** Whether a call of that tool needs one. */
  public boolean covers(String tool) {
    return all || tools.contains(tool);
  }
}
