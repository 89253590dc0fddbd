package dev.rcrewai.execution;

import dev.rcrewai.config.ExecutionSettings;
import dev.rcrewai.execution.EventData.ExecutionAccepted;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides, before anything is stored, whether an execution could be done in time. Thread-safe. */
final class Admission {
  private static final Duration RETRY_AFTER_MIN = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER_MAX = Duration.ofSeconds(60);

  private final ExecutionSettings settings;
  private final LeaseStore store;
  private final Dispatcher dispatcher;
  private final CallerKeys keys;
  private final Spending spending;

  Admission(
      ExecutionSettings settings,
      LeaseStore store,
      Dispatcher dispatcher,
      CallerKeys keys,
      Spending spending) {
    this.settings = settings;
    this.store = store;
    this.dispatcher = dispatcher;
    this.keys = keys;
    this.spending = spending;
  }

  /** The refusal of a node whose queue no other takes from, once it leaves; or null. */
  Submitted.@Nullable Refused checkDraining() {
    return dispatcher.isDraining() && !dispatcher.isShared()
        ? new Submitted.Draining(RETRY_AFTER_MIN)
        : null;
  }

  /**
   * Why there is no room for so many like this one now; empty where there is.
   *
   * @param count how many; the last of them waits longest
   */
  Future<Optional<Submitted.Refused>> check(ExecutionAccepted like, int count) {
    var unknown = keys.unknown(like).<Submitted.Refused>map(Submitted.UnknownKey::new);
    if (unknown.isPresent()) {
      return Future.succeededFuture(unknown);
    }
    return checkWait(like.crewName(), like.caller(), like.timeout(), count)
        .compose(tooLong ->
            tooLong.isPresent()
                ? Future.succeededFuture(tooLong)
                : spending
                    .usedUp(like.crewName(), like.caller())
                    .map(used -> used.map(Submitted.BudgetUsedUp::new)));
  }

  /** The queue is fair, so where all of it is too long, who stands before this caller counts. */
  Future<Optional<Submitted.Refused>> checkWait(
      String crew, String caller, Duration timeout, int count) {
    int behind = count - 1;
    if (expectedWait(crew, dispatcher.queueDepth() + behind).compareTo(timeout) <= 0) {
      return Future.succeededFuture(Optional.empty());
    }
    return store
        .ahead(caller)
        .map(ahead -> {
          var wait = expectedWait(crew, ahead + behind);
          return wait.compareTo(timeout) <= 0
              ? Optional.empty()
              : Optional.of(
                  full(
                      "the queue would take %d s, longer than the timeout"
                          .formatted(wait.toSeconds()),
                      wait));
        });
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
    return expectedWait(crew, dispatcher.queueDepth());
  }

  private Duration expectedWait(String crew, int ahead) {
    return ahead == 0
        ? Duration.ZERO
        : dispatcher.median(crew).multipliedBy(ahead).dividedBy(dispatcher.slotsOfAllNodes());
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
