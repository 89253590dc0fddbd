package dev.rcrewai.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object or list in an answer, where a model has put it: alone, in a fence, among words.
 *
 * @param text as it was written
 */
record FoundJson(String text, JsonNode value) {
  /** Places in one answer that are tried. */
  private static final int TRIED_MAX = 100;

  private static final int DEPTH_MAX = 100;
  private static final Pattern FENCE = Pattern.compile("```[A-Za-z0-9]*\\s*\\n");

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
                  .build())
          .build();

  /**
   * All of them, the likeliest first: the whole answer, then each fence, then each in the words.
   */
  static List<FoundJson> all(String answer) {
    var whole = at(answer, 0);
    if (whole != null && whole.text().length() == answer.strip().length()) {
      return List.of(whole);
    }
    var found = new ArrayList<FoundJson>();
    var fences = FENCE.matcher(answer);
    for (int tried = 0; tried < TRIED_MAX && fences.find(); tried++) {
      add(at(answer, fences.end()), found);
    }
    int from = 0;
    for (int tried = 0; tried < TRIED_MAX; tried++) {
      from = nextOpening(answer, from);
      if (from < 0) {
        break;
      }
      var here = at(answer, from);
      add(here, found);
      from += here == null ? 1 : here.text().length();
    }
    return found;
  }

  /** The likeliest, or null where there is none. */
  static @Nullable JsonNode first(String answer) {
    var all = all(answer);
    return all.isEmpty() ? null : all.getFirst().value();
  }

  private static void add(@Nullable FoundJson candidate, List<FoundJson> found) {
    if (candidate != null && !found.contains(candidate)) {
      found.add(candidate);
    }
  }

  private static int nextOpening(String answer, int from) {
    for (int i = from; i < answer.length(); i++) {
      if (answer.charAt(i) == '{' || answer.charAt(i) == '[') {
        return i;
      }
    }
    return -1;
  }

  /** The object or list that begins at this place or after the blanks there; else null. */
  private static @Nullable FoundJson at(String answer, int place) {
    int from = place;
    while (from < answer.length() && Character.isWhitespace(answer.charAt(from))) {
      from++;
    }
    if (nextOpening(answer, from) != from) {
      return null;
    }
    try (var parser = MAPPER.createParser(answer.substring(from))) {
      JsonNode value = MAPPER.readTree(parser);
      int to = from + (int) parser.currentLocation().getCharOffset();
      return new FoundJson(answer.substring(from, to), value);
    } catch (IOException e) {
      return null; // no JSON begins here
    }
  }
}
