package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a step of a flow does. Values and texts are templates. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FlowAction.CallCrew.class, name = "crew"),
  @JsonSubTypes.Type(value = FlowAction.CallTool.class, name = "tool"),
  @JsonSubTypes.Type(value = FlowAction.AskPeople.class, name = "ask"),
  @JsonSubTypes.Type(value = FlowAction.Route.class, name = "router")
})
public sealed interface FlowAction {
  /** Who does it, as events and results name an agent. */
  String agent();

  /** A crew works; what it answers is what the step says. */
  record CallCrew(String crew, Map<String, Object> inputs) implements FlowAction {
    public CallCrew {
      inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    @Override
    public String agent() {
      return crew;
    }
  }

  /** A tool is called; its result is what the step says. */
  record CallTool(String tool, Map<String, Object> arguments) implements FlowAction {
    public CallTool {
      arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    @Override
    public String agent() {
      return tool;
    }
  }

  /**
   * People are asked. The step says what they answered; of an approval or a review, {@code
   * {"decision", "comment"}} as JSON.
   *
   * @param subject what is reviewed; null unless it is a review
   * @param expiresIn how long the question stays open, or null for the server's figure
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AskPeople(
      Manner manner,
      HumanInput.Ask ask,
      @Nullable String subject,
      @JsonProperty("expires_in") @Nullable Duration expiresIn)
      implements FlowAction {
    @Override
    public String agent() {
      return "people";
    }
  }

  /** What kind of answer is asked for. */
  enum Manner {
    /** A text, a value or one of several choices. */
    TEXT,
    /** Yes or no. */
    APPROVAL,
    /** Yes, no, or what is to be changed. */
    REVIEW;

    /** The word in JSON. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The first branch whose condition holds gives its label, which is what the step says. */
  record Route(List<Branch> branches) implements FlowAction {
    public Route {
      branches = List.copyOf(branches);
      if (branches.isEmpty()) {
        throw new IllegalArgumentException("a router has no branches");
      }
    }

    @Override
    public String agent() {
      return "router";
    }
  }

  /**
   * One way to go on.
   *
   * @param when a CEL expression, or null in the last one, which always holds
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Branch(@Nullable String when, String label) {}
}
