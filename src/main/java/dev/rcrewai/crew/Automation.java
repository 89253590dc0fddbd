package dev.rcrewai.crew;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What callers can have executed under its name: a crew, or a flow of several. Immutable. */
public sealed interface Automation permits Crew, LinkedFlow {
  /** As callers name it. */
  String name();

  /** For people; may be empty. */
  String description();

  /** The declared inputs as a JSON Schema of type object. */
  Map<String, Object> inputs();

  /** The crews that its executions run. */
  List<Crew> members();

  /** Of each execution, or null where only the server's hold. */
  @Nullable CrewBudget budget();
}
