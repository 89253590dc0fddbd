package dev.rcrewai.knowledge;

import dev.rcrewai.knowledge.Documents.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far a document has come. Thread-safe.
 *
 * <pre>
 *   new ─► being read ─► there ─► it was changed: being read, the old version is there meanwhile
 *               └─► failed ─► some time later: being read
 * </pre>
 */
final class Volume {
  private static final Duration PAUSE_MIN = Duration.ofSeconds(5);
  private static final int DOUBLINGS_MAX = 7;

  private @Nullable Version version;
  private @Nullable String failure;
  private Optional<Stamp> stamp = Optional.empty();
  private Instant lookedAt = Instant.MIN;
  private Instant usedAt = Instant.MIN;
  private Instant nextTry = Instant.MIN;
  private int failures;
  private boolean isWorking;
  private int done;
  private int all;

  /** What can be searched: all chunks under that key. */
  record Version(String key, int chunks) {}

  /**
   * For people.
   *
   * @param failure why the last reading failed, or null
   * @param done chunks of the version that is being read, out of {@code all}; both 0 while none is
   */
  record State(@Nullable Version version, @Nullable String failure, int done, int all) {}

  synchronized State state() {
    return new State(version, failure, isWorking ? done : 0, isWorking ? all : 0);
  }

  /** What can be searched now, or null. */
  synchronized @Nullable Version version() {
    return version;
  }

  synchronized void use(Instant now) {
    usedAt = now;
  }

  synchronized Instant usedAt() {
    return usedAt;
  }

  /** Whether it is to be read now; who hears so has to read it. */
  synchronized boolean begin(Optional<Stamp> now, boolean isDue, Instant at) {
    boolean isNew = version == null && failure == null;
    boolean isOther = !now.equals(stamp);
    boolean again = failure != null && !at.isBefore(nextTry);
    if (isWorking || !(isNew || isOther || again || isDue)) {
      return false;
    }
    isWorking = true;
    done = 0;
    all = 0;
    stamp = now;
    lookedAt = at;
    return true;
  }

  /** When it was read, or tried to be read, the last time. */
  synchronized Instant lookedAt() {
    return lookedAt;
  }

  synchronized void progress(int chunks, int ofAll) {
    done = chunks;
    all = ofAll;
  }

  synchronized void succeed(Version read, Optional<Stamp> of) {
    version = read;
    stamp = of;
    failure = null;
    failures = 0;
    end();
  }

  /**
   * It could not be read.
   *
   * @param isGone whether what was read of it earlier is no more either
   */
  synchronized void fail(String why, boolean isGone, Instant now) {
    version = isGone ? null : version;
    failure = why;
    nextTry = now.plus(PAUSE_MIN.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX)));
    failures++;
    end();
  }

  /** Waits until nobody reads it, so long at most. */
  synchronized void await(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    long left = most.toNanos();
    while (isWorking && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
  }

  private void end() {
    isWorking = false;
    notifyAll();
  }
}
