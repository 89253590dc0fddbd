package dev.rcrewai.store.sqlite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Writes that wait for the writer, bounded in number and size. Thread-safe; one taker. */
final class WriteQueue {
  static final int WAITING_MAX = 16_384;
  static final long WAITING_BYTES_MAX = 64 << 20;
  static final int GROUP_MAX = 512;
  static final long GROUP_BYTES_MAX = 1 << 20;

  /** What became of an offer. */
  enum Offer {
    TAKEN,
    FULL,
    CLOSED
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Pending<?>> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  Offer offer(Pending<?> write) {
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (waiting.size() >= WAITING_MAX || bytes >= WAITING_BYTES_MAX) {
        return Offer.FULL;
      }
      waiting.add(write);
      bytes += write.bytes();
      if (waiting.size() == 1) {
        changed.signal();
      }
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a group that fits one transaction; empty when closed and nothing is left. */
  List<Pending<?>> take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return group();
    } finally {
      lock.unlock();
    }
  }

  private List<Pending<?>> group() {
    var group = new ArrayList<Pending<?>>();
    long taken = 0;
    while (!waiting.isEmpty() && group.size() < GROUP_MAX && taken < GROUP_BYTES_MAX) {
      var next = waiting.remove();
      taken += next.bytes();
      group.add(next);
    }
    bytes -= taken;
    return group;
  }

  /** Takes no more; what waits can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
