package dev.rcrewai.step;

/** How a tool call ended. All of them go back to the model as text. */
public sealed interface ToolResult {
  /** What the model is shown. */
  String text();

  /** The tool did its work. */
  record Completed(String text) implements ToolResult {}

  /** The tool refused or failed, and says why and what to do instead. */
  record Failed(String text) implements ToolResult {}

  /** Nobody knows whether the tool did its work: it timed out or the process died meanwhile. */
  record Unknown(String text) implements ToolResult {}
}
