package dev.rcrewai.tool;

import dev.rcrewai.step.ToolSpec;
import java.util.Optional;

/** Tools for which other servers answer. Does not block. Thread-safe. */
public interface RemoteTools {
  /**
   * A tool of which only is known what was pinned; it says of itself exactly that, and what cannot
   * be called any more says so when it is.
   *
   * @param pinned has a home
   */
  Tool tool(ToolSpec pinned);

  /** The tool of that name as it is known now: older servers pinned it without its home. */
  Optional<ToolSpec> named(String name);
}
