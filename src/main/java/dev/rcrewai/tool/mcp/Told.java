package dev.rcrewai.tool.mcp;

import dev.rcrewai.step.ToolSpec;

/** What an MCP server has told of one of its tools. */
public sealed interface Told {
  /** All that there is to know. */
  record Known(ToolSpec spec) implements Told {}

  /** Nothing that can be used, so far; {@code why} is fit for callers. */
  record NotYet(String why) implements Told {}
}
