package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a flow: when it runs, what it does then, and what it writes to the state.
 *
 * @param name matches {@code [a-z0-9_-]+}: its runs are named {@code NAME.1}, {@code NAME.2} …
 * @param set by field of the state, a template of the value that it gets when the step completes
 * @param onFailure the label with which the flow goes on when the step fails, or null: it fails too
 * @param runsMax how often it may run before the flow is given up
 */
public record FlowStep(
    String name,
    FlowTrigger trigger,
    FlowAction action,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> set,
    @JsonProperty("on_failure") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String onFailure,
    @JsonProperty("max_runs") int runsMax) {
  public static final int RUNS_MAX_DEFAULT = 10;

  /** Empty maps are not written. */
  @SuppressWarnings("ConstantValue")
  public FlowStep {
    set = set == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(set));
  }
}
