package dev.rcrewai.tool.pdf;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a document.
 *
 * @param problem why nothing was, in words for a model; null where something was
 * @param pages how many the document has
 * @param metadata what it says about itself
 * @param shown the pages that were asked for
 */
record PdfContent(
    @Nullable String problem, int pages, Map<String, String> metadata, List<Page> shown) {
  PdfContent {
    metadata = Map.copyOf(metadata);
    shown = List.copyOf(shown);
  }

  /**
   * One page.
   *
   * @param number from 1
   * @param problem why its text could not be read; null where it was
   */
  record Page(int number, String text, int characters, int words, @Nullable String problem) {}

  static PdfContent unreadable(String problem) {
    return new PdfContent(problem, 0, Map.of(), List.of());
  }
}
