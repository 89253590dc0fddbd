package dev.rcrewai.operation;

import dev.rcrewai.execution.Event;
import dev.rcrewai.execution.EventData;
import dev.rcrewai.execution.EventFeed;
import dev.rcrewai.execution.Execution;
import dev.rcrewai.execution.ExecutionFold;
import dev.rcrewai.execution.Executions;
import dev.rcrewai.execution.Status;
import dev.rcrewai.execution.Summary;
import dev.rcrewai.execution.Watchers.Interest;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the end of one execution on behalf of a request, reading its journal along. Lives on
 * the request's context.
 */
final class Waiter {
  private final Context context;
  private final ExecutionId id;
  private final Executions executions;
  private final Promise<Execution> waited = Promise.promise();
  private final EventFeed feed;
  private final Runnable forgetDrain;
  private @Nullable ExecutionFold fold;
  private long timer = -1;

  /** Where a waiter begins to read. */
  enum From {
    /** It is about to be accepted. */
    BIRTH,
    /** It is there already. */
    STORED
  }

  Waiter(Executions executions, ExecutionId id, Context context, From from) {
    this.context = context;
    this.id = id;
    this.executions = executions;
    var feed = executions.feed(id, Interest.EVENTS, context, this::take, waited::tryFail);
    this.feed =
        switch (from) {
          case BIRTH -> feed.fromBirth();
          case STORED -> feed.after(0);
        };
    this.forgetDrain = executions.onDrain(() -> context.runOnContext(_ -> drain()));
  }

  /**
   * The execution at its end; or as it stands when it waits for people, when the time is over, or
   * when this node has let go of it.
   */
  Future<Execution> within(Duration timeMax) {
    timer =
        context
            .owner()
            .setTimer(Math.max(1, timeMax.toMillis()), _ -> context.runOnContext(_ -> giveUp()));
    return waited.future().onComplete(_ -> close());
  }

  ExecutionId id() {
    return id;
  }

  /** Nobody waits any more. */
  void close() {
    context.owner().cancelTimer(timer);
    forgetDrain.run();
    feed.close();
  }

  private void take(Event event) {
    if (fold == null) {
      fold = ExecutionFold.of(List.of(event));
    } else {
      fold.apply(event);
    }
    boolean letGo = event.data() instanceof EventData.ExecutionReleased || executions.isShared();
    if (fold.status().ended() || (letGo && executions.isDraining())) {
      waited.tryComplete(fold.execution());
    } else if (isForPeople(fold)) {
      executions.find(id).onSuccess(this::waitsForPeople);
    }
  }

  /** Whether it waits for people, or would, if keys of its caller did not keep it here. */
  private static boolean isForPeople(ExecutionFold fold) {
    return fold.status() == Status.WAITING
        || (!fold.accepted().callerKeys().isEmpty() && !fold.execution().questions().isEmpty());
  }

  /** What was read may be long past: only where it is the last word nobody goes on by himself. */
  private void waitsForPeople(Optional<Summary> found) {
    if (fold != null
        && isForPeople(fold)
        && found.isPresent()
        && found.get().status() == fold.status()
        && found.get().lastSeq() <= fold.lastSeq()) {
      waited.tryComplete(fold.execution());
    }
  }

  /** Another node goes on, and its end is to be awaited there; or the next process does. */
  private void drain() {
    if (fold != null && (executions.isShared() || fold.status() == Status.QUEUED)) {
      waited.tryComplete(fold.execution());
    }
  }

  /** What has been accepted is answered with where it stands, heard of or not. */
  private void giveUp() {
    if (fold != null) {
      waited.tryComplete(fold.execution());
      return;
    }
    executions
        .get(id)
        .onSuccess(found ->
            found.ifPresentOrElse(
                waited::tryComplete, () -> waited.tryFail("the execution is not there")))
        .onFailure(waited::tryFail);
  }
}
