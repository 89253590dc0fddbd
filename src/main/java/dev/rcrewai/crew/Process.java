package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonProperty;

/** In which order a crew's tasks are done. */
public enum Process {
  /** One after another, as written. */
  @JsonProperty("sequential")
  SEQUENTIAL,
  /** Each as soon as its own context is complete. */
  @JsonProperty("parallel")
  PARALLEL;

  /** The word in YAML, JSON and documentation. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
