package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A text on its way to a file of the caller's; the arguments of a call that only the engine makes.
 *
 * @param path below the caller's directory
 * @param createDirectory whether directories on the way there are made
 */
public record FileWrite(
    String path, @JsonProperty("create_directory") boolean createDirectory, String content) {
  /** The tool's name; no crew can ask for it. */
  public static final String TOOL = "output_file";
}
