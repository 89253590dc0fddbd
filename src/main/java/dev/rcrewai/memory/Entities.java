package dev.rcrewai.memory;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds who and what a text is about: runs of capitalised words inside a sentence. A sentence's
 * first word may be capitalised for its place alone, so it counts only where the text has it so
 * elsewhere too, or other capitalised words follow it.
 */
final class Entities {
  static final int FOUND_MAX = 20;
  private static final int NAME_MAX = 80;

  private static final Pattern SENTENCE = Pattern.compile("[^.!?\\n]+[.!?]?");
  private static final Pattern NAME =
      Pattern.compile("\\p{Lu}[\\p{L}\\p{N}&'’-]+(?:[ ]\\p{Lu}[\\p{L}\\p{N}&'’-]*)*");
  private static final Set<String> NO_NAMES =
      Set.of(
          "a", "an", "and", "as", "at", "but", "by", "for", "from", "he", "her", "his", "i", "if",
          "in", "it", "its", "my", "no", "not", "of", "on", "or", "our", "she", "so", "that", "the",
          "their", "there", "these", "they", "this", "to", "we", "what", "when", "where", "who",
          "why", "with", "yes", "you", "your");

  private Entities() {}

  /** Each name, and the first sentence that has it; in the order of the text, bounded. */
  static Map<String, String> in(String text) {
    var inside = namesInside(text);
    var found = new LinkedHashMap<String, String>();
    var sentences = SENTENCE.matcher(text);
    while (sentences.find() && found.size() < FOUND_MAX) {
      var sentence = sentences.group().strip();
      var names = NAME.matcher(sentence);
      while (names.find() && found.size() < FOUND_MAX) {
        var name = name(names.group());
        boolean counts = names.start() > 0 || name.contains(" ") || inside.contains(name);
        if (isName(name) && counts) {
          found.putIfAbsent(name, sentence);
        }
      }
    }
    return found;
  }

  private static Set<String> namesInside(String text) {
    var names = new HashSet<String>();
    SENTENCE
        .matcher(text)
        .results()
        .map(sentence -> sentence.group().strip())
        .forEach(sentence ->
            NAME.matcher(sentence)
                .results()
                .filter(name -> name.start() > 0)
                .forEach(name -> names.add(name(name.group()))));
    return names;
  }

  /** Without the words that are no part of a name, in front of it. */
  private static String name(String run) {
    var rest = run;
    int space = rest.indexOf(' ');
    while (space > 0 && NO_NAMES.contains(rest.substring(0, space).toLowerCase(Locale.ROOT))) {
      rest = rest.substring(space + 1);
      space = rest.indexOf(' ');
    }
    return rest;
  }

  private static boolean isName(String name) {
    return name.length() >= 2
        && name.length() <= NAME_MAX
        && !NO_NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
