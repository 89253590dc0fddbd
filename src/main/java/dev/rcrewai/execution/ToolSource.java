package dev.rcrewai.execution;

import dev.rcrewai.crew.CrewServer;
import dev.rcrewai.step.ToolCatalog;
import dev.rcrewai.step.ToolSpec;
import java.util.List;

/** Knows the tools of crews as far as they are known now. Never waits. Thread-safe. */
@FunctionalInterface
public interface ToolSource {
  /**
   * A tool that a crew or a flow names.
   *
   * @param own the servers of the crew's own; a flow has none
   */
  Found find(List<CrewServer> own, String tool);

  /** What is known of a tool. */
  sealed interface Found {}

  /** All that is pinned of it. */
  record Known(ToolSpec spec) implements Found {}

  /** The server that answers for it has not told of it; {@code why} is fit for callers. */
  record NotYet(String why) implements Found {}

  /** Tools that are always there. */
  static ToolSource of(ToolCatalog catalog) {
    return (_, name) -> {
      var spec = catalog.spec(name);
      return spec == null ? new NotYet("there is no tool '" + name + "'") : new Known(spec);
    };
  }
}
