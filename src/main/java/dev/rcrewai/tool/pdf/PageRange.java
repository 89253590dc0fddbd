package dev.rcrewai.tool.pdf;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Pages as a model writes them: {@code all}, {@code 1-5}, {@code 1,3} or {@code 1-2,7}. */
final class PageRange {
  /** Pages of one call. */
  static final int PAGES_MAX = 100;

  private static final Pattern RANGE =
      Pattern.compile("([1-9]\\d{0,5})(?:\\s*-\\s*([1-9]\\d{0,5}))?");

  private PageRange() {}

  /** Whether it is one; with the wrong order of a range it is not. */
  static boolean isValid(String text) {
    return of(text, PAGES_MAX).isPresent();
  }

  /** The first pages that are meant and that a document of so many has; empty where it is none. */
  static Optional<NavigableSet<Integer>> of(String text, int count) {
    var pages = new TreeSet<Integer>();
    if (text.strip().equalsIgnoreCase("all")) {
      add(pages, 1, count);
      return Optional.of(pages);
    }
    for (String part : text.split(",", -1)) {
      var range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        return Optional.empty();
      }
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      if (last < first) {
        return Optional.empty();
      }
      add(pages, first, Math.min(last, count));
    }
    return Optional.of(pages);
  }

  private static void add(NavigableSet<Integer> pages, int first, int last) {
    IntStream.rangeClosed(first, last).takeWhile(_ -> pages.size() < PAGES_MAX).forEach(pages::add);
  }
}
