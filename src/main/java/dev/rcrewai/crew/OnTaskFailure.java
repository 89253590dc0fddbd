package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a crew's other tasks once one of them has failed. */
public enum OnTaskFailure {
  /** No further task begins. */
  @JsonProperty("stop")
  STOP,
  /** Tasks that do not need its answer are done all the same. */
  @JsonProperty("continue")
  CONTINUE
}
