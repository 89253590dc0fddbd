package dev.rcrewai.step;

import java.util.List;

/**
 * Pictures to be read from files, on their way to whoever may open files.
 *
 * @param caller whose files they are; shared ones are found too
 * @param files paths, in the order in which the pictures are shown
 */
public record ImageLoad(String caller, List<String> files) {
  public ImageLoad {
    files = List.copyOf(files);
  }

  /** What came of it. */
  public sealed interface Result {}

  /** All of them, in order. */
  public record Loaded(List<Image> images) implements Result {
    public Loaded {
      images = List.copyOf(images);
    }
  }

  /** One of them cannot be shown, and this is why. */
  public record Refused(String why) implements Result {}
}
