package dev.rcrewai.llm;

import dev.rcrewai.config.ChatTimes;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Notices an answer that does not begin in time, or pauses too long in its midst. Any byte of its
 * body is a sign of life, also a comment or a ping: what says nothing else for ever meets the limit
 * of the whole attempt. Stays on one context.
 */
final class AnswerWatch {
  private final Vertx vertx;
  private final ChatTimes times;
  private final Consumer<String> onSilence;
  private long timer = -1;
  private long heardNanos;
  private boolean over;

  /**
   * @param onSilence hears, once, which limit was reached
   */
  AnswerWatch(Vertx vertx, ChatTimes times, Consumer<String> onSilence) {
    this.vertx = vertx;
    this.times = times;
    this.onSilence = onSilence;
  }

  /** The request was sent; if not for the first time, then because nobody had looked at it. */
  void begin() {
    if (!over) {
      vertx.cancelTimer(timer);
      timer = vertx.setTimer(millis(times.firstToken()), _ -> neverBegan());
    }
  }

  /** A piece of the answer's body is here. */
  void heard() {
    boolean first = heardNanos == 0;
    heardNanos = System.nanoTime();
    if (first && !over) {
      vertx.cancelTimer(timer);
      timer = vertx.setTimer(millis(times.silence()), _ -> look());
    }
  }

  /** Nothing more is to be noticed. */
  void end() {
    over = true;
    vertx.cancelTimer(timer);
  }

  /** Rests until the silence could have lasted long enough, instead of a timer for every piece. */
  private void look() {
    var left = times.silence().minusNanos(System.nanoTime() - heardNanos);
    if (left.isPositive()) {
      timer = vertx.setTimer(millis(left), _ -> look());
    } else {
      onSilence.accept(
          "the answer paused for more than " + in(times.silence()) + " (LLM_SILENCE_TIMEOUT)");
    }
  }

  private void neverBegan() {
    onSilence.accept(
        "the answer did not begin within " + in(times.firstToken()) + " (LLM_FIRST_TOKEN_TIMEOUT)");
  }

  private static String in(Duration limit) {
    return limit.toMillis() + " ms";
  }

  private static long millis(Duration time) {
    return Math.max(1, time.toMillis());
  }
}
