package dev.rcrewai.memory;

import dev.rcrewai.crew.MemoryKind;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what crews remember, beside the journals and in the same database. A future that succeeds
 * means: durable. One that fails means: unknown; every call may be repeated and changes nothing
 * then. Futures complete on the caller's Vert.x context; calls never block and have a deadline of
 * their own. One contract suite holds for all implementations.
 */
public interface MemoryStore {
  /** How many of a kind are looked at; no scope keeps more. */
  int SCOPE_MAX = 300;

  /** Keeps all of it or nothing. */
  Future<Void> keep(Lesson lesson);

  /** The newest of that kind and scope, the newest first; of the same time, by id downwards. */
  Future<List<Memory>> newest(MemoryScope scope, MemoryKind kind, int max);

  /**
   * Memories among which is all that is wanted. How like they are is for the caller to say, the
   * same for every store: one that does not compare vectors answers with all that the scope keeps.
   * One that does leaves out those whose vectors are too far away, and gives those that have none
   * to compare without it.
   */
  default Future<List<Memory>> candidates(Alike wanted) {
    return newest(wanted.scope(), wanted.kind(), SCOPE_MAX);
  }

  /** How much is remembered for the caller, by crew and kind, in that order; no zeros. */
  Future<List<MemoryCount>> counts(String caller);

  /**
   * What is remembered for the caller, the newest first.
   *
   * @param crew of whose memories, or null for those of every crew
   * @param after where the page begins, or null for the first
   */
  Future<MemoryPage> list(
      String caller, @Nullable String crew, @Nullable MemoryPlace after, int max);

  /**
   * Forgets up to {@code max} of what is remembered for the caller.
   *
   * @param crew of whose memories, or null for those of every crew
   * @return how many; fewer than {@code max} means that there are no more
   */
  Future<Integer> erase(String caller, @Nullable String crew, int max);

  /** Forgets up to {@code max} that are older than that, whosever they are; says how many. */
  Future<Integer> purge(Instant before, int max);
}
