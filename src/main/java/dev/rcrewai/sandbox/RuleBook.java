package dev.rcrewai.sandbox;

import java.util.List;
import java.util.SplittableRandom;

/** Finds the rule that answers a prompt, and counts for rules that answer only now and then. */
final class RuleBook {
  private final List<Rule> rules;
  private final long seed;
  private final long[] answered;
  private final long[] drawn;

  /**
   * @param rules the last one fits every prompt
   * @param seed of the draws of {@code probability}
   */
  RuleBook(List<Rule> rules, long seed) {
    this.rules = rules;
    this.seed = seed;
    this.answered = new long[rules.size()];
    this.drawn = new long[rules.size()];
  }

  /** A rule and what it says. */
  record Found(Rule rule, Answer answer) {}

  /**
   * The first rule that fits and is not spent.
   *
   * @throws Regex.TooCostly where a rule's regular expression was given up
   */
  Found answer(Prompt prompt) {
    var material = new Material(prompt);
    for (int i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      if (answered[i] < rule.times()) {
        var answer = rule.answer(material);
        if (answer != null && isDrawn(i, rule.probability())) {
          answered[i]++;
          return new Found(rule, answer);
        }
      }
    }
    return new Found(rules.getLast(), prompt.demand().sample());
  }

  /** The n-th draw of a rule is the same in every run, whoever asks. */
  private boolean isDrawn(int rule, double probability) {
    if (probability >= 1) {
      return true;
    }
    var draw = new SplittableRandom(seed + 31L * rule + 1_000_003L * drawn[rule]++);
    return draw.nextDouble() < probability;
  }
}
