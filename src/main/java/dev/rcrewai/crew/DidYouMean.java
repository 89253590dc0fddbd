package dev.rcrewai.crew;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that somebody most likely meant. */
final class DidYouMean {
  private static final int WORD_MAX = 64;
  private static final int CANDIDATES_MAX = 1000;
  private static final int DISTANCE_MAX = 3;
  private static final int PREFIX_MIN = 4;
  private static final int LISTED_MAX = 12;

  private DidYouMean() {}

  /** The candidate closest to the word, the first of equals; null where none is close. */
  static @Nullable String closest(String word, Collection<String> candidates) {
    if (word.length() > WORD_MAX) {
      return null;
    }
    var written = normal(word);
    var limit = Math.clamp(written.length() / 3, 1, DISTANCE_MAX);
    String best = null;
    var bestDistance = limit + 1;
    for (var candidate : candidates.stream().limit(CANDIDATES_MAX).toList()) {
      var distance = distance(written, normal(candidate), limit);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** The end of a message: what was meant, or else what there is; empty where that is too much. */
  static String hint(String word, Collection<String> candidates) {
    var closest = closest(word, candidates);
    if (closest != null) {
      return "; did you mean '" + closest + "'?";
    }
    return candidates.isEmpty() || candidates.size() > LISTED_MAX
        ? ""
        : "; there is " + String.join(", ", candidates);
  }

  private static String normal(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  private static int distance(String a, String b, int limit) {
    var shorter = Math.min(a.length(), b.length());
    if (shorter >= PREFIX_MIN && (a.startsWith(b) || b.startsWith(a))) {
      return Math.min(limit, Math.abs(a.length() - b.length()));
    }
    return b.length() > WORD_MAX || Math.abs(a.length() - b.length()) > limit
        ? limit + 1
        : edits(a, b);
  }

  /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
  private static int edits(String a, String b) {
    var beforeLast = new int[b.length() + 1];
    var last = new int[b.length() + 1];
    Arrays.setAll(last, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      var row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        var replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }
}
