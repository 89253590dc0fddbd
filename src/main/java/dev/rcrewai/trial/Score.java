package dev.rcrewai.trial;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What an answer is worth.
 *
 * @param value from 0, which is no answer, to 10
 * @param reason why it is not worth more; may be empty
 */
public record Score(double value, String reason) {
  public static final double MAX = 10;

  public Score {
    if (!(value >= 0 && value <= MAX)) {
      throw new IllegalArgumentException("a score is " + value + "; expected 0 to 10");
    }
  }

  /** Of one check: all or nothing. */
  public static Score of(String fault) {
    return new Score(fault.isEmpty() ? MAX : 0, fault);
  }

  /** Of several checks: their average, with all reasons. */
  public static Score of(List<Score> parts) {
    var reasons =
        parts.stream()
            .map(Score::reason)
            .filter(reason -> !reason.isEmpty())
            .collect(Collectors.joining("; "));
    return new Score(average(parts).orElse(0), reasons);
  }

  static OptionalDouble average(Collection<Score> scores) {
    return scores.stream().mapToDouble(Score::value).average();
  }
}
