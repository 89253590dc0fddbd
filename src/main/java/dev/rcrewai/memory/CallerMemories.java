package dev.rcrewai.memory;

import dev.rcrewai.telemetry.Metrics;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What crews remember for a caller, to be looked at and erased. Thread-safe. */
public record CallerMemories(MemoryStore store, Metrics metrics) {
  private static final int ERASED_AT_ONCE = 200;

  /** How much there is, and some of it. */
  public record View(List<MemoryCount> counts, MemoryPage page) {}

  /**
   * Counts of all crews, and a page.
   *
   * @param crew of whose memories the page is, or null for every crew's
   */
  public Future<View> view(
      String caller, @Nullable String crew, @Nullable MemoryPlace after, int max) {
    return store
        .counts(caller)
        .compose(
            counts -> store.list(caller, crew, after, max).map(page -> new View(counts, page)));
  }

  /**
   * Forgets everything of that crew or, where that is null, of every crew.
   *
   * @return how much that was
   */
  public Future<Integer> erase(String caller, @Nullable String crew) {
    return erase(caller, crew, 0).onSuccess(metrics::memoriesErased);
  }

  private Future<Integer> erase(String caller, @Nullable String crew, int erased) {
    return store
        .erase(caller, crew, ERASED_AT_ONCE)
        .compose(some ->
            some < ERASED_AT_ONCE
                ? Future.succeededFuture(erased + some)
                : erase(caller, crew, erased + some));
  }
}
