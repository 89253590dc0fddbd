package dev.rcrewai.store.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The words of {@code common.lua}, of which a script gets those that it uses, and those that they
 * use: Redis makes every function anew in each run, which cost more than what it then does.
 *
 * @param parts each begins with {@code local} at the start of a line, and uses only those before it
 */
record Prelude(List<String> parts) {
  private static final Pattern COMMENT = Pattern.compile("(?m) *--.*$");
  private static final Pattern PART = Pattern.compile("(?m)^(?=local )");
  private static final Pattern DECLARED = Pattern.compile("local (?:function )?([\\w, ]+)");
  private static final Pattern WORD = Pattern.compile("\\w+");

  static Prelude of(String text) {
    var parts = PART.splitAsStream(COMMENT.matcher(text).replaceAll(""));
    return new Prelude(parts.filter(part -> part.startsWith("local ")).toList());
  }

  /** What stands before that script. */
  String before(String script) {
    var used = words(COMMENT.matcher(script).replaceAll(""));
    var kept = new ArrayList<String>();
    for (var part : parts.reversed()) {
      if (declares(part, used)) {
        kept.addFirst(part);
        used.addAll(words(part));
      }
    }
    return String.join("", kept);
  }

  private static boolean declares(String part, Set<String> used) {
    var declared = DECLARED.matcher(part);
    return declared.lookingAt()
        && Arrays.stream(declared.group(1).split(",", -1))
            .map(String::strip)
            .anyMatch(used::contains);
  }

  private static Set<String> words(String text) {
    var words = new HashSet<String>();
    WORD.matcher(text).results().map(MatchResult::group).forEach(words::add);
    return words;
  }
}
