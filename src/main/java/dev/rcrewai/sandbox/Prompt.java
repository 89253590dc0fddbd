package dev.rcrewai.sandbox;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of a model, in no provider's words; scripts match on nothing else.
 *
 * @param tools the names of the tools that may be called in the answer
 * @param demand what the answer has to be
 * @param headers the value of a request header by its name in any case, null where it is absent
 * @param fingerprint the same for the same request; what varies in an answer is drawn from it
 */
record Prompt(
    String model,
    List<Said> said,
    Set<String> tools,
    Demand demand,
    UnaryOperator<@Nullable String> headers,
    long fingerprint) {
  Prompt {
    said = List.copyOf(said);
    tools = Set.copyOf(tools);
  }

  /** One message of the conversation so far. */
  sealed interface Said {
    String text();

    record System(String text) implements Said {}

    record User(String text) implements Said {}

    /**
     * @param called the names of the tools that were called, in order
     */
    record Assistant(String text, List<String> called) implements Said {
      public Assistant {
        called = List.copyOf(called);
      }
    }

    /**
     * @param tool the tool's name, empty where nobody called it
     */
    record Tool(String tool, String text) implements Said {}
  }

  /** How often the model has spoken. */
  int turns() {
    return (int) said.stream().filter(Said.Assistant.class::isInstance).count();
  }

  boolean hasCalled(String tool) {
    return said.stream().anyMatch(s -> s instanceof Said.Assistant a && a.called().contains(tool));
  }
}
