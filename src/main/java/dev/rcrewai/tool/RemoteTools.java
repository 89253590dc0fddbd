package dev.rcrewai.tool;

import dev.rcrewai.step.ToolSpec;

/** Tools for which other servers answer. Does not block. Thread-safe. */
@FunctionalInterface
public interface RemoteTools {
  /**
   * A tool of which only is known what was pinned; it says of itself exactly that, and what cannot
   * be called any more says so when it is.
   *
   * @param pinned has a home
   */
  Tool tool(ToolSpec pinned);
}
