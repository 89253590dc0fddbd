package dev.rcrewai.execution;

import io.vertx.core.Future;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;

/** Pinned crews and flows by hash, read from the store once. Thread-safe. */
public final class PinnedCrews {
  private static final int KEPT_MAX = 1_000;

  private final ExecutionStore store;
  private final Map<String, Pinned> kept = new ConcurrentHashMap<>();

  public PinnedCrews(ExecutionStore store) {
    this.store = store;
  }

  /** The crew of that hash; fails where the store has none. */
  public Future<Pinned> crew(String hash) {
    var known = kept.get(hash);
    return known == null
        ? store.crew(hash).map(json -> keep(hash, json.orElseThrow(() -> missing(hash))))
        : Future.succeededFuture(known);
  }

  private Pinned keep(String hash, String json) {
    var crew = Pinned.read(json);
    if (kept.size() >= KEPT_MAX) {
      kept.clear();
    }
    kept.put(hash, crew);
    return crew;
  }

  private static NoSuchElementException missing(String hash) {
    return new NoSuchElementException("the store has no crew with the hash " + hash);
  }
}
