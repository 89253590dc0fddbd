package dev.rcrewai.llm;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many calls at a time to one provider, and so many more wait for their turn, first come,
 * first served. One for all event loops of this node. Thread-safe.
 */
final class Bulkhead {
  private final int insideMax;
  private final int waitingMax;
  private final LinkedHashSet<Slot> waiting = new LinkedHashSet<>();
  private int inside;

  Bulkhead(int insideMax, int waitingMax) {
    this.insideMax = insideMax;
    this.waitingMax = waitingMax;
  }

  /** A place inside or in the queue, or null where both are full. */
  synchronized @Nullable Slot enter() {
    if (inside < insideMax) {
      inside++;
      return new Slot(Slot.Place.INSIDE);
    }
    if (waiting.size() >= waitingMax) {
      return null;
    }
    var slot = new Slot(Slot.Place.WAITING);
    waiting.add(slot);
    return slot;
  }

  /** How many are inside. */
  synchronized int inside() {
    return inside;
  }

  /** How many wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  private synchronized @Nullable Slot left(Slot slot) {
    var place = slot.place;
    slot.place = Slot.Place.GONE;
    switch (place) {
      case WAITING -> waiting.remove(slot);
      case INSIDE -> {
        if (waiting.isEmpty()) {
          inside--;
        } else {
          var next = waiting.removeFirst();
          next.place = Slot.Place.INSIDE;
          return next;
        }
      }
      case GONE -> {}
    }
    return null;
  }

  /** One call's place, from its entry until it leaves. */
  final class Slot {
    private enum Place {
      WAITING,
      INSIDE,
      GONE
    }

    private final @Nullable Context context = Vertx.currentContext();
    private final Promise<Void> granted = Promise.promise();
    private Place place;

    private Slot(Place place) {
      this.place = place;
      if (place == Place.INSIDE) {
        granted.complete();
      }
    }

    /** Succeeds, on the context that entered, once inside; never where it left before that. */
    Future<Void> granted() {
      return granted.future();
    }

    /** Makes room for the next; also ends the wait. Leaving twice is leaving once. */
    void leave() {
      var next = left(this);
      if (next != null) {
        next.grant();
      }
    }

    private void grant() {
      if (context == null) {
        granted.complete();
      } else {
        context.runOnContext(now -> granted.complete());
      }
    }
  }
}
