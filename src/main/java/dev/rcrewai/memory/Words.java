package dev.rcrewai.memory;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words by which a text is found: of at least three letters or digits of any script, in lower
 * case, without those that every text has.
 */
record Words(Set<String> all) {
  private static final int LETTERS_MIN = 3;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

  private static final Set<String> STOP_WORDS =
      Set.of(
          "about", "after", "all", "also", "and", "any", "are", "because", "been", "before", "but",
          "can", "could", "did", "does", "for", "from", "had", "has", "have", "her", "his", "how",
          "into", "its", "may", "more", "not", "off", "one", "only", "other", "our", "out", "over",
          "shall", "she", "should", "some", "such", "than", "that", "the", "their", "them", "then",
          "there", "these", "they", "this", "those", "was", "were", "what", "when", "where",
          "which", "while", "who", "will", "with", "would", "you", "your");

  /** Those of a text. */
  static Words of(String text) {
    var all = new HashSet<String>();
    WORD.matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .map(found -> found.group())
        .filter(word -> word.codePointCount(0, word.length()) >= LETTERS_MIN)
        .filter(word -> !STOP_WORDS.contains(word))
        .forEach(all::add);
    return new Words(all);
  }

  /** Jaccard's measure: the words that both have, of all that either has; from 0 to 1. */
  double similarity(Words other) {
    long both = all.stream().filter(other.all::contains).count();
    long either = all.size() + other.all.size() - both;
    return either == 0 ? 0 : (double) both / either;
  }
}
