package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A member of a crew.
 *
 * @param name its key in the crew's YAML
 * @param role may hold placeholders, as goal and backstory may
 * @param backstory empty where the author wrote none
 * @param tools names from the server's tool catalogue
 * @param llm null where the server's default model answers
 * @param turnsMax chat turns in one attempt before the final answer is forced ({@code max_iter})
 * @param executionTimeMax for one task, or null ({@code max_execution_time})
 * @param toolApproval which of its calls a person approves first, or null for none
 * @param allowDelegation whether it may give work to its coworkers, and ask them; a manager always
 *     may
 * @param dateFormat how it is told the date, for {@link DateFormat}, or null where it is not
 * @param reasoningAttemptsMax how often it is asked for a plan before it begins, at most ({@code
 *     max_reasoning_attempts}), or null where it begins at once
 * @param respectsContextWindow whether its conversations are kept within its model's context window
 * @param rpmMax how many of its chats may begin in a minute of one execution ({@code max_rpm}), or
 *     null where only the crew and the provider set a limit
 * @param suggestions what it was taught by {@link Training}, in words that its prompts repeat
 * @param knowledge what it knows beside what the whole crew knows, or null for nothing
 */
public record Agent(
    String name,
    String role,
    String goal,
    String backstory,
    List<String> tools,
    @Nullable AgentModel llm,
    @JsonProperty("max_iter") int turnsMax,
    @JsonProperty("max_execution_time") @Nullable Duration executionTimeMax,
    @JsonProperty("require_approval_for_tools") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable ToolApproval toolApproval,
    @JsonProperty("allow_delegation") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean allowDelegation,
    @JsonProperty("date_format") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String dateFormat,
    @JsonProperty("max_reasoning_attempts") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Integer reasoningAttemptsMax,
    @JsonProperty("respect_context_window") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean respectsContextWindow,
    @JsonProperty("max_rpm") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer rpmMax,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> suggestions,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Knowledge knowledge) {
  public static final int TURNS_MAX_DEFAULT = 20;
  static final int REASONING_ATTEMPTS_MAX_DEFAULT = 3;

  /** Pins of agents that were not trained have no suggestions. */
  @SuppressWarnings("ConstantValue")
  public Agent {
    tools = List.copyOf(tools);
    suggestions = suggestions == null ? List.of() : List.copyOf(suggestions);
    if (turnsMax < 1) {
      throw new IllegalArgumentException("max_iter is " + turnsMax + "; expected >= 1");
    }
  }

  /** An agent that works alone, and calls its tools without asking. */
  public Agent(
      String name,
      String role,
      String goal,
      String backstory,
      List<String> tools,
      @Nullable AgentModel llm,
      int turnsMax,
      @Nullable Duration executionTimeMax) {
    this(
        name,
        role,
        goal,
        backstory,
        tools,
        llm,
        turnsMax,
        executionTimeMax,
        null,
        false,
        null,
        null,
        false,
        null,
        List.of(),
        null);
  }

  /** The same agent, taught by these words alone. */
  public Agent taught(List<String> words) {
    return with(llm, words);
  }

  /** The same agent, answered for by another model. */
  public Agent askedOf(@Nullable AgentModel other) {
    return with(other, suggestions);
  }

  private Agent with(@Nullable AgentModel model, List<String> words) {
    return new Agent(
        name,
        role,
        goal,
        backstory,
        tools,
        model,
        turnsMax,
        executionTimeMax,
        toolApproval,
        allowDelegation,
        dateFormat,
        reasoningAttemptsMax,
        respectsContextWindow,
        rpmMax,
        words,
        knowledge);
  }

  /** The date as it is told it; empty where it is not. */
  public Optional<String> date(Instant moment) {
    return Optional.ofNullable(dateFormat).map(format -> DateFormat.write(format, moment));
  }

  /** Whether a person has to approve a call of that tool first. */
  public boolean asksBefore(String tool) {
    return toolApproval != null && toolApproval.covers(tool);
  }
}
