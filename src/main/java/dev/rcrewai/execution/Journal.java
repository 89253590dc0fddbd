package dev.rcrewai.execution;

import static java.util.Objects.requireNonNull;

import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease holder's pen: gives events their seq and time, and appends them with one batch in
 * flight; what is born meanwhile forms the next. Lives on one Vert.x context.
 */
public final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final long RETRY_MILLIS_MIN = 50;
  private static final long RETRY_MILLIS_MAX = 2_000;

  /** How long events for which nobody waits may wait for others: no longer than a sync may take. */
  private static final long LINGER_MILLIS = 5;

  private final Context context;
  private final ExecutionStore store;
  private final Lease lease;
  private final ExecutionFold fold;
  private final InstantSource clock;
  private final Observer observer;
  private final Runnable onFenced;
  private final List<Event> pending = new ArrayList<>();
  private Promise<Void> pendingStored = Promise.promise();
  private @Nullable Promise<Void> sending;
  private boolean lingering;
  private boolean closed;

  /** Looks on while a journal is written. */
  public interface Observer {
    /** Nobody looks on. */
    Observer NONE =
        new Observer() {
          @Override
          public Future<AppendResult> appending(
              Batch batch, Supplier<Future<AppendResult>> append) {
            return append.get();
          }

          @Override
          public void stored(List<Event> events) {}
        };

    /** Has a try to append made. */
    Future<AppendResult> appending(Batch batch, Supplier<Future<AppendResult>> append);

    /** These are durable now. */
    void stored(List<Event> events);
  }

  /**
   * @param fold of the journal so far; it is kept up to date here
   * @param onFenced called once when the lease turns out to be lost; nothing is appended after it
   */
  public Journal(
      Context context,
      ExecutionStore store,
      Lease lease,
      ExecutionFold fold,
      InstantSource clock,
      Observer observer,
      Runnable onFenced) {
    this.context = context;
    this.store = store;
    this.lease = lease;
    this.fold = fold;
    this.clock = clock;
    this.observer = observer;
    this.onFenced = onFenced;
  }

  /** Adds an event to the next batch; {@link #flush} sends it, or {@link #flushSoon}. */
  public Event add(EventData data) {
    if (closed) {
      throw new IllegalStateException("the journal of " + id() + " is closed");
    }
    var event = new Event(fold.lastSeq() + 1, now(), data);
    fold.apply(event);
    pending.add(event);
    return event;
  }

  /**
   * Sends what was added, as soon as the batch before it is through.
   *
   * @return succeeds when everything added so far is durable; never completes once fenced
   */
  public Future<Void> flush() {
    if (pending.isEmpty()) {
      return sending == null ? Future.succeededFuture() : sending.future();
    }
    var stored = pendingStored.future();
    send();
    return stored;
  }

  /**
   * Sends what was added in a moment, with all that is added until then: for events that nobody
   * waits for. Each batch is a write to the store, and a quick step ends before its beginning was
   * written.
   */
  public void flushSoon() {
    if (!lingering && sending == null && !closed && !pending.isEmpty()) {
      lingering = true;
      later(
          LINGER_MILLIS,
          () -> {
            lingering = false;
            send();
          });
    }
  }

  /** What the journal says, pending events included. */
  public ExecutionFold fold() {
    return fold;
  }

  /** Appends nothing more. */
  public void close() {
    closed = true;
    pending.clear();
  }

  private void send() {
    if (sending != null || closed || pending.isEmpty()) {
      return;
    }
    var batch = new Batch(lease, pending, fold.summary(), fold.due(), fold.webhook());
    pending.clear();
    sending = pendingStored;
    pendingStored = Promise.promise();
    append(batch, RETRY_MILLIS_MIN);
  }

  private void append(Batch batch, long retryMillis) {
    observer
        .appending(batch, () -> store.append(batch))
        .onComplete(done -> {
          if (closed) {
            return;
          }
          if (done.failed()) {
            LOG.warn("an append to {} has an unknown result: {}", id(), done.cause().toString());
            later(
                retryMillis,
                () -> verify(batch, next(retryMillis), millis -> append(batch, millis)));
          } else {
            switch (done.result()) {
              case STORED -> stored(batch);
              case FENCED -> refused(batch, retryMillis);
            }
          }
        });
  }

  private void refused(Batch batch, long retryMillis) {
    boolean isFirstTry = retryMillis == RETRY_MILLIS_MIN;
    if (isFirstTry) {
      fenced(); // at once: others have it, and this node must not call a moment longer
    } else {
      verify(batch, retryMillis, _ -> fenced());
    }
  }

  private void stored(Batch batch) {
    var stored = requireNonNull(sending);
    sending = null;
    observer.stored(batch.events());
    stored.complete();
    send();
  }

  private void fenced() {
    close();
    onFenced.run();
  }

  /**
   * What stands there decides: after an unknown result, whether the batch is sent again; after the
   * refusal of a later try, whether the one before it stands in its way, which arrived late.
   *
   * @param ifNothing what to do where the batch would begin, and nothing stands; told how many
   *     milliseconds the next pause takes
   */
  private void verify(Batch batch, long retryMillis, LongConsumer ifNothing) {
    store
        .read(id(), batch.expectedLastSeq(), batch.events().size())
        .onComplete(done -> {
          if (closed) {
            return;
          }
          if (done.failed()) {
            later(retryMillis, () -> verify(batch, next(retryMillis), ifNothing));
          } else if (done.result().isEmpty()) {
            ifNothing.accept(retryMillis);
          } else if (begins(batch, done.result())) {
            stored(batch);
          } else {
            fenced();
          }
        });
  }

  /** Batches stand whole or not at all; the page that was read may hold only its first events. */
  private static boolean begins(Batch batch, List<Event> stored) {
    var first = batch.events().subList(0, Math.min(stored.size(), batch.events().size()));
    return Json.events(stored).equals(Json.events(first));
  }

  private void later(long millis, Runnable action) {
    context.owner().setTimer(millis, _ -> context.runOnContext(_ -> action.run()));
  }

  private static long next(long retryMillis) {
    return Math.min(RETRY_MILLIS_MAX, retryMillis * 2);
  }

  private ExecutionId id() {
    return lease.execution();
  }

  private Instant now() {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return now.isBefore(fold.lastAt()) ? fold.lastAt() : now;
  }
}
