package dev.rcrewai.store.redis;

import static dev.rcrewai.execution.Await.await;
import static dev.rcrewai.execution.Draft.draft;

import dev.rcrewai.execution.Acceptance;
import dev.rcrewai.llm.Waiting;
import dev.rcrewai.step.ExecutionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Many workers that accept one execution after the other and note what was acknowledged. */
final class Flood {
  private static final int WORKERS = 64;
  private static final int PART = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RedisExecutionStore store;
  private final Queue<ExecutionId> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger working = new AtomicInteger(WORKERS);
  private final long start = System.nanoTime();
  private volatile boolean stopped;
  private volatile int perSecond;

  private Flood(RedisExecutionStore store) {
    this.store = store;
  }

  static Flood into(RedisExecutionStore store) {
    var flood = new Flood(store);
    for (int i = 0; i < WORKERS; i++) {
      flood.work();
    }
    return flood;
  }

  private void work() {
    if (stopped) {
      working.decrementAndGet();
      return;
    }
    var draft = draft().limits(10_000_000, 10_000_000);
    store
        .accept(draft.submission())
        .onSuccess(answer -> {
          if (answer instanceof Acceptance.Stored) {
            acknowledged.add(draft.id());
            count.incrementAndGet();
          }
        })
        .onFailure(failure -> failed.incrementAndGet())
        .onComplete(any -> work());
  }

  void awaitAcknowledged(int enough) {
    Waiting.until(enough + " acknowledged", PATIENCE, () -> count.get() >= enough);
    perSecond = (int) (count.get() * 1e9 / (System.nanoTime() - start));
  }

  void awaitRefusals() {
    int before = failed.get();
    Waiting.until("writes are refused", PATIENCE, () -> failed.get() > before + WORKERS);
  }

  /** Lets every worker end. */
  void stop() {
    stopped = true;
    Waiting.until("every worker ended", PATIENCE, () -> working.get() == 0);
  }

  /** How many a second were acknowledged until there were enough. */
  int perSecond() {
    return perSecond;
  }

  int acknowledged() {
    return count.get();
  }

  /** How many of the acknowledged ones that store does not have. */
  int lost(RedisExecutionStore after) {
    var all = new ArrayList<>(acknowledged);
    int found = 0;
    for (int from = 0; from < all.size(); from += PART) {
      List<ExecutionId> part = all.subList(from, Math.min(all.size(), from + PART));
      found += await(after.lastSeqs(part)).size();
    }
    return all.size() - found;
  }
}
