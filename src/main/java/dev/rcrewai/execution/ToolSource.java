package dev.rcrewai.execution;

import dev.rcrewai.crew.Crew;
import dev.rcrewai.step.ToolCatalog;
import dev.rcrewai.step.ToolSpec;

/** Knows the tools of crews as far as they are known now. Never waits. Thread-safe. */
@FunctionalInterface
public interface ToolSource {
  /** A tool that an agent or a task of this crew names. */
  Found find(Crew crew, String tool);

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
