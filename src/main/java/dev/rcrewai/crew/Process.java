package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** In which order a crew's tasks are done, and by whom. */
public enum Process {
  /** One after another, as written. */
  @JsonProperty("sequential")
  SEQUENTIAL,
  /** Each as soon as its own context is complete. */
  @JsonProperty("parallel")
  PARALLEL,
  /** One after another; a manager answers each and has its coworkers do the work. */
  @JsonProperty("hierarchical")
  HIERARCHICAL,
  /** One after another; several agents propose an answer to each and vote on the proposals. */
  @JsonProperty("consensual")
  CONSENSUAL;

  /** The word in YAML, JSON and documentation. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
