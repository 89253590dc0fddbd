package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work for one agent.
 *
 * @param name {@code [a-z0-9_-]+}; part of every step path
 * @param description may hold placeholders, as expectedOutput may
 * @param agent the name of an agent of the same crew: who answers it; under a manager the only one
 *     to whom the manager gives its work, or the manager itself where all of them may get it
 * @param context names of earlier tasks whose answers this one reads, in this order
 * @param tools further tools that the agent has in this task
 * @param maxRetries further attempts after the first, or null for the request's or server's figure
 * @param humanInput what people are asked about it, or null for nothing
 */
public record Task(
    String name,
    String description,
    @JsonProperty("expected_output") String expectedOutput,
    String agent,
    List<String> context,
    List<String> tools,
    @JsonProperty("max_retries") @Nullable Integer maxRetries,
    @JsonProperty("human_input") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable HumanInput humanInput) {
  public static final int TASKS_MAX = 100;

  public Task {
    if (!name.matches("[a-z0-9_-]+")) {
      throw new IllegalArgumentException("task name '" + name + "' must match [a-z0-9_-]+");
    }
    context = List.copyOf(context);
    tools = List.copyOf(tools);
  }

  /** A task about which nobody is asked. */
  public Task(
      String name,
      String description,
      String expectedOutput,
      String agent,
      List<String> context,
      List<String> tools,
      @Nullable Integer maxRetries) {
    this(name, description, expectedOutput, agent, context, tools, maxRetries, null);
  }
}
