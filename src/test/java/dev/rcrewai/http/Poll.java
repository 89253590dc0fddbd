package dev.rcrewai.http;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again until an answer is what a test waits for, within a bound. */
final class Poll {
  private static final Duration MAX = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Poll() {}

  static Answer until(Supplier<Answer> ask, Predicate<Answer> isIt) {
    long end = System.nanoTime() + MAX.toNanos();
    while (true) {
      var answer = ask.get();
      if (isIt.test(answer)) {
        return answer;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + MAX + "; last: " + answer.body());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** The id of the first execution of a list, once there is one. */
  static String first(Supplier<Answer> ask, String list) {
    return until(ask, answer -> !answer.json().path(list).isEmpty())
        .json()
        .path(list)
        .path(0)
        .path("execution_id")
        .asText();
  }
}
