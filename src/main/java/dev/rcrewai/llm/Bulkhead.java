package dev.rcrewai.llm;

import dev.rcrewai.limit.ProviderRate;
import dev.rcrewai.limit.ProviderRate.Permit;
import dev.rcrewai.limit.ProviderRate.Permit.Granted;
import dev.rcrewai.limit.ProviderRate.Permit.Refused;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatWait.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many calls at a time to one provider, no faster than its rate allows; so many more wait,
 * in one line, callers in turns. One for all event loops of this node. Thread-safe.
 *
 * <pre>
 *   enter ─► WAITING ─► ASKING the rate ─► INSIDE ─► GONE
 *               ▲            │ the model is closed: PARKED until it may be open
 *               └────────────┘ the rate is used up: the whole line rests
 *   leave, or no patience left, from anywhere: GONE
 * </pre>
 */
final class Bulkhead {
  private final Vertx vertx;
  private final String provider;
  private final int insideMax;
  private final int waitingMax;
  private final ProviderRate rate;
  private final Turns<Slot> turns = new Turns<>();
  private int inside;
  private int parked;
  private boolean asking;

  /** Until when the line rests, in nanoseconds; only while {@link #resting}. */
  private long restsUntil;

  private boolean resting;

  Bulkhead(Vertx vertx, String provider, int insideMax, int waitingMax, ProviderRate rate) {
    this.vertx = vertx;
    this.provider = provider;
    this.insideMax = insideMax;
    this.waitingMax = waitingMax;
    this.rate = rate;
  }

  /**
   * Who wants to enter.
   *
   * @param tokens what the request is estimated to use
   */
  record Asker(String caller, String model, long tokens) {}

  /** A place in the line; it is inside, or refused, when its {@link Slot#admitted} says so. */
  Slot enter(Asker asker, Duration patience) {
    var slot = new Slot(asker, patience);
    if (stand(slot)) {
      serve();
      if (isWaiting(slot)) {
        slot.await(patience);
      }
    }
    return slot;
  }

  private synchronized boolean isWaiting(Slot slot) {
    return switch (slot.place) {
      case WAITING, ASKING, PARKED -> true;
      case INSIDE, GONE -> false;
    };
  }

  /** How many are inside. */
  synchronized int inside() {
    return inside;
  }

  /** How many wait. */
  synchronized int waiting() {
    return turns.size() + parked;
  }

  private synchronized boolean stand(Slot slot) {
    boolean room = turns.size() + parked < waitingMax;
    if (resting && restsUntil - slot.patientUntil > 0) {
      slot.refuse(tooFast());
    } else if (room || (inside < insideMax && turns.size() == 0 && !resting)) {
      turns.add(slot.asker.caller(), slot);
      return true;
    } else {
      var words = "too many chats wait for provider " + provider;
      slot.refuse(Failure.unanswered(ChatFailure.BULKHEAD_FULL, words));
    }
    return false;
  }

  /** Lets in whoever may come in. One asks the rate at a time, so that the turns hold. */
  private void serve() {
    for (var next = take(); next != null; next = take()) {
      var asked = next;
      var permit = rate.take(asked.asker.model(), asked.asker.tokens());
      if (!permit.isComplete()) {
        permit.onSuccess(known -> {
          decide(asked, known);
          serve();
        });
        return;
      }
      decide(asked, permit.result());
    }
  }

  private synchronized @Nullable Slot take() {
    if (asking || resting || inside >= insideMax) {
      return null;
    }
    var next = turns.next();
    if (next != null) {
      next.place = Place.ASKING;
      asking = true;
    }
    return next;
  }

  private synchronized void decide(Slot slot, Permit permit) {
    asking = false;
    switch (permit) {
      case Granted _ when slot.place == Place.GONE -> rate.correct(-slot.asker.tokens());
      case Granted _ -> {
        inside++;
        slot.place = Place.INSIDE;
        slot.tell(Optional.empty());
      }
      case Refused _ when slot.place == Place.GONE -> {}
      case Refused(var after, _) when after.toNanos() > slot.patience() -> slot.refuse(tooFast());
      case Refused(var after, var scope) -> {
        switch (scope) {
          case MODEL -> park(slot, after);
          case KEY -> rest(slot, after);
        }
      }
    }
  }

  /** Others may ask for other models meanwhile. */
  private void park(Slot slot, Duration pause) {
    slot.place = Place.PARKED;
    parked++;
    after(pause, () -> unpark(slot));
  }

  private synchronized void unpark(Slot slot) {
    if (slot.place == Place.PARKED) {
      parked--;
      slot.place = Place.WAITING;
      turns.add(slot.asker.caller(), slot);
    }
  }

  private void rest(Slot slot, Duration pause) {
    slot.place = Place.WAITING;
    turns.addFirst(slot.asker.caller(), slot);
    resting = true;
    restsUntil = System.nanoTime() + pause.toNanos();
    after(pause, this::rested);
  }

  private synchronized void rested() {
    resting = false;
  }

  private void after(Duration pause, Runnable change) {
    vertx.setTimer(
        pause.toMillis() + 1,
        _ -> {
          change.run();
          serve();
        });
  }

  private void leave(Slot slot) {
    if (left(slot)) {
      serve();
    }
  }

  /** Whether there is room now. */
  private synchronized boolean left(Slot slot) {
    var place = slot.place;
    slot.place = Place.GONE;
    switch (place) {
      case WAITING -> turns.remove(slot.asker.caller(), slot);
      case PARKED -> parked--;
      case INSIDE -> inside--;
      case ASKING, GONE -> {}
    }
    return place == Place.INSIDE;
  }

  private synchronized void impatient(Slot slot) {
    switch (slot.place) {
      case WAITING, PARKED, ASKING -> {
        var failure = slot.reason() == Reason.RATE_LIMIT ? tooFast() : full();
        left(slot);
        slot.refuse(failure);
      }
      case INSIDE, GONE -> {}
    }
  }

  private Failure tooFast() {
    var words = "the rate of provider " + provider + " is used up for longer than this can wait";
    return Failure.unanswered(ChatFailure.RATE_LIMIT, words);
  }

  private Failure full() {
    var words = "no slot for provider " + provider + " became free in time (LLM_QUEUE_TIMEOUT)";
    return Failure.unanswered(ChatFailure.BULKHEAD_FULL, words);
  }

  private enum Place {
    WAITING,
    ASKING,
    PARKED,
    INSIDE,
    GONE
  }

  /** One call's place, from its entry until it leaves. */
  final class Slot {
    private final @Nullable Context context = Vertx.currentContext();
    private final Promise<Optional<Failure>> admitted = Promise.promise();
    private final Asker asker;
    private final long patientUntil;
    private Place place = Place.WAITING;
    private Reason reason = Reason.SLOT;
    private long timer = -1;

    private Slot(Asker asker, Duration patience) {
      this.asker = asker;
      this.patientUntil = System.nanoTime() + patience.toNanos();
    }

    /**
     * Empty once inside, or why it never will be; known on the context that entered. Never known
     * where it left before that.
     */
    Future<Optional<Failure>> admitted() {
      return admitted.future();
    }

    /** Whether it is neither inside nor gone. */
    boolean isWaiting() {
      return Bulkhead.this.isWaiting(this);
    }

    /** What it waits for, or waited for last. */
    Reason reason() {
      synchronized (Bulkhead.this) {
        if (resting || place == Place.PARKED) {
          reason = Reason.RATE_LIMIT;
        }
        return reason;
      }
    }

    /** Makes room for the next; also ends the wait. Leaving twice is leaving once. */
    void leave() {
      vertx.cancelTimer(timer);
      Bulkhead.this.leave(this);
    }

    private void await(Duration patience) {
      timer = vertx.setTimer(Math.max(1, patience.toMillis()), _ -> impatient(this));
    }

    private long patience() {
      return patientUntil - System.nanoTime();
    }

    private void refuse(Failure failure) {
      place = Place.GONE;
      tell(Optional.of(failure));
    }

    /** Later, since whoever hears it must not be inside our lock. */
    private void tell(Optional<Failure> answer) {
      if (context == null) {
        known(answer);
      } else {
        context.runOnContext(_ -> known(answer));
      }
    }

    private void known(Optional<Failure> answer) {
      vertx.cancelTimer(timer);
      admitted.tryComplete(answer);
    }
  }
}
