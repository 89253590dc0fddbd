package dev.rcrewai.crew;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the agent that fits a task best, without asking a model. An agent's score is the number of
 * keywords that the task's description shares with its role and goal, and half a point where it has
 * tools; the highest score wins, the first of equals. A keyword is a word of three characters or
 * more that is not one of the commonest; placeholders stand for themselves.
 */
final class KeywordAssignment {
  private static final int LETTERS_MIN = 3;

  private static final Set<String> STOP_WORDS =
      Set.of(
          ("about after all also and any are because been before being between both but can could"
               + " did does doing done each few for from get had has have having her here him his"
               + " how into its just make more most must not now off one only other our out over"
               + " own per same shall she should some such than that the their them then there"
               + " these they this those through too under until upon use using very was were what"
               + " when where which while who whom why will with within would you your")
              .split(" "));

  private KeywordAssignment() {}

  /** The name of the best agent; empty where there is none to choose. */
  static String agent(YamlNode task, List<YamlNode> agents) {
    var wanted = keywords(task.get("description").text());
    var best = "";
    int highest = -1;
    for (var agent : agents) {
      int score = halfPoints(wanted, agent);
      if (score > highest) {
        best = agent.name();
        highest = score;
      }
    }
    return best;
  }

  private static int halfPoints(Set<String> wanted, YamlNode agent) {
    var shared = keywords(agent.get("role").text() + " " + agent.get("goal").text());
    shared.retainAll(wanted);
    return 2 * shared.size() + (agent.get("tools").items().isEmpty() ? 0 : 1);
  }

  private static Set<String> keywords(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\W+"))
        .filter(word -> word.length() >= LETTERS_MIN && !STOP_WORDS.contains(word))
        .collect(Collectors.toSet());
  }
}
