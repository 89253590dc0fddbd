package dev.rcrewai.execution;

import dev.rcrewai.config.ExecutionSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides, before anything is stored, whether an execution could be done in time. Thread-safe. */
final class Admission {
  private static final Duration RETRY_AFTER_MIN = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER_MAX = Duration.ofSeconds(60);

  private final ExecutionSettings settings;
  private final Dispatcher dispatcher;

  Admission(ExecutionSettings settings, Dispatcher dispatcher) {
    this.settings = settings;
    this.dispatcher = dispatcher;
  }

  /** The refusal, or null where it may go on. */
  Submitted.@Nullable Refused check(String crew, Duration timeout) {
    if (dispatcher.isDraining() && !dispatcher.isShared()) {
      return new Submitted.Draining(RETRY_AFTER_MIN);
    }
    var wait = expectedWait(crew);
    if (wait.compareTo(timeout) > 0) {
      return full("the queue would take " + wait.toSeconds() + " s, longer than the timeout", wait);
    }
    return null;
  }

  /** The timeout to use, or a refusal. */
  Duration timeout(@Nullable Duration asked) {
    return asked == null ? settings.timeout() : asked;
  }

  Submitted.@Nullable Refused checkTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(settings.timeoutMax()) > 0) {
      return new Submitted.InvalidTimeout(
          "timeout is "
              + seconds(timeout)
              + " s; expected more than 0 and at most "
              + seconds(settings.timeoutMax()));
    }
    return null;
  }

  /** The queue was found full by the store. */
  Submitted.ServerFull queueFull(String crew, int queued) {
    return full(queued + " executions are queued, as many as allowed", expectedWait(crew));
  }

  /** It cannot wait in the queue, which other nodes take from too. */
  Submitted.ServerFull noSlot(String crew) {
    var wait = expectedWait(crew);
    return full("no slot is free, and with keys of its caller an execution is not queued", wait);
  }

  /** The caller's limit was found reached by the store. */
  Submitted.CallerFull callerFull(String crew, int open) {
    return new Submitted.CallerFull(open, bounded(dispatcher.median(crew)));
  }

  Submission.Limits limits() {
    return new Submission.Limits(settings.queuedMax(), settings.callerConcurrentMax());
  }

  private Duration expectedWait(String crew) {
    return dispatcher
        .median(crew)
        .multipliedBy(dispatcher.queueDepth())
        .dividedBy(dispatcher.slotsOfAllNodes());
  }

  private static Submitted.ServerFull full(String detail, Duration wait) {
    return new Submitted.ServerFull(detail, bounded(wait));
  }

  private static Duration bounded(Duration wait) {
    if (wait.compareTo(RETRY_AFTER_MIN) < 0) {
      return RETRY_AFTER_MIN;
    }
    return wait.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : wait;
  }

  private static String seconds(Duration duration) {
    return Double.toString(duration.toMillis() / 1000.0);
  }
}
