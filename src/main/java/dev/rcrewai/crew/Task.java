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
 * @param checks what its answer is held to, or null for nothing but being there
 * @param condition a CEL expression without which it is skipped, or null; see {@link Condition}
 * @param async whether the tasks after it need not wait for it ({@code async_execution})
 * @param outputFile where its answer is written, or null for nowhere
 * @param markdown whether the answer is asked for in Markdown
 * @param attachments pictures that its agent is shown: https links, or paths of files; may hold
 *     placeholders
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
        @Nullable HumanInput humanInput,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable OutputChecks checks,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String condition,
    @JsonProperty("async_execution") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean async,
    @JsonProperty("output_file") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable OutputFile outputFile,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean markdown,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> attachments) {
  public static final int TASKS_MAX = 100;

  /** Pins have no empty attachments. */
  @SuppressWarnings("ConstantValue")
  public Task {
    if (!name.matches("[a-z0-9_-]+")) {
      throw new IllegalArgumentException("task name '" + name + "' must match [a-z0-9_-]+");
    }
    context = List.copyOf(context);
    tools = List.copyOf(tools);
    attachments = attachments == null ? List.of() : List.copyOf(attachments);
  }

  /** A task of words alone, about which nobody is asked. */
  public Task(
      String name,
      String description,
      String expectedOutput,
      String agent,
      List<String> context,
      List<String> tools,
      @Nullable Integer maxRetries) {
    this(
        name,
        description,
        expectedOutput,
        agent,
        context,
        tools,
        maxRetries,
        null,
        null,
        null,
        false,
        null,
        false,
        List.of());
  }
}
