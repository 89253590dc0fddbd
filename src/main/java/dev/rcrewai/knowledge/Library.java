package dev.rcrewai.knowledge;

import dev.rcrewai.config.KnowledgeSettings;
import dev.rcrewai.crew.KnowledgeSource.Page;
import dev.rcrewai.telemetry.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of this node: reads those that are new or were changed, on threads of its own, and
 * forgets what nobody has used for a while. Blocks; thread-safe.
 */
final class Library implements AutoCloseable {
  /** Documents that are read at once. */
  private static final int READERS = 2;

  /** How long who has an older version waits for the new one. */
  private static final Duration NEWER_WAIT = Duration.ofSeconds(2);

  /** What nobody has asked for in this time is forgotten. */
  static final Duration UNUSED_MAX = Duration.ofHours(24);

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  /** Documents of callers that are known by name; the others are opened anew. */
  private static final int VOLUMES_MAX = 10_000;

  private static final Duration CLOSING_MAX = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(Library.class);

  private final KnowledgeSettings limits;
  private final InstantSource clock;
  private final Documents documents;
  private final ChunkIndex index;
  private final Ingestion ingestion;
  private final Map<Want, Volume> volumes = new ConcurrentHashMap<>();

  /** Versions that no volume has, and since when. */
  private final Map<String, Instant> loose = new HashMap<>();

  /** Versions that callers' volumes had when it was looked last. */
  private final Set<String> callers = ConcurrentHashMap.newKeySet();

  private final KeyLocks locks = new KeyLocks();

  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          READERS, Thread.ofPlatform().daemon().name("knowledge-", 1).factory());
  private volatile Instant nextSweep = Instant.MIN;
  private volatile boolean isClosing;

  Library(
      KnowledgeSettings limits,
      Documents documents,
      Embeddings embeddings,
      Metrics metrics,
      InstantSource clock)
      throws IOException {
    this.limits = limits;
    this.clock = clock;
    this.documents = documents;
    this.index = ChunkIndex.open(limits.indexDir());
    this.ingestion =
        new Ingestion(index, documents, embeddings, limits, metrics, clock, locks, () -> isClosing);
  }

  ChunkIndex index() {
    return index;
  }

  /** Whether a document can be searched. */
  sealed interface Held {}

  /** All of it, in this version. */
  record There(Volume.Version version) implements Held {}

  /** It cannot; {@code why} says so to a crew's author. */
  record NotThere(String why) implements Held {}

  /** The newest version; of a document that is being read, whatever is there in time. */
  Held held(Want want, Instant deadline) throws InterruptedException {
    var now = clock.instant();
    var volume = volume(want, now);
    look(want, volume, now);
    volume.await(wait(volume.version() != null, Duration.between(now, deadline)));
    var state = volume.state();
    if (state.version() != null) {
      return new There(state.version());
    }
    return new NotThere(
        state.failure() != null && state.all() == 0
            ? state.failure()
            : "'%s' is still being read (%d of %d passages); try again later"
                .formatted(want.name(), state.done(), state.all()));
  }

  private Duration wait(boolean hasOlder, Duration left) {
    var most = hasOlder ? NEWER_WAIT : limits.waitMax();
    var some = left.isNegative() ? Duration.ZERO : left;
    return some.compareTo(most) < 0 ? some : most;
  }

  /**
   * Reads those of these documents that are new or were changed, and forgets what is not used any
   * more. To be called now and then.
   */
  void look(Collection<Want> current) throws IOException {
    var now = clock.instant();
    for (var want : current) {
      look(want, volume(want, now), now);
    }
    if (now.isBefore(nextSweep)) {
      return;
    }
    nextSweep = now.plus(SWEEP_EVERY);
    volumes
        .entrySet()
        .removeIf(entry ->
            entry.getValue().usedAt().isBefore(now.minus(UNUSED_MAX))
                || isGone(entry.getKey(), entry.getValue()));
    dropLoose(now);
  }

  /** How far each document is that is known by name. */
  Map<Want, Volume.State> states() {
    var states = new HashMap<Want, Volume.State>();
    volumes.forEach((want, volume) -> states.put(want, volume.state()));
    return states;
  }

  /** Ends what is under way; what was made by then is there at the next start. */
  @Override
  public void close() throws IOException {
    isClosing = true;
    readers.shutdown();
    try {
      if (!readers.awaitTermination(CLOSING_MAX.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("a document is still being read; it will be gone on with at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    index.close();
  }

  private Volume volume(Want want, Instant now) {
    if (volumes.size() >= VOLUMES_MAX && !volumes.containsKey(want)) {
      forgetOldest();
    }
    var volume = volumes.computeIfAbsent(want, _ -> new Volume());
    volume.use(now);
    return volume;
  }

  private void look(Want want, Volume volume, Instant now) {
    boolean isDue =
        want.source() instanceof Page
            && volume.lookedAt().isBefore(now.minus(limits.pageInterval()));
    if (!isClosing && volume.begin(documents.stamp(want), isDue, now)) {
      readers.execute(() -> ingestion.read(want, volume));
    }
  }

  /** A caller's file that was deleted is not kept until somebody asks for it. */
  private boolean isGone(Want want, Volume volume) {
    return want.isCallers() && volume.version() != null && documents.stamp(want).isEmpty();
  }

  /** It was not deleted: what was made of it is there where somebody asks for it again. */
  private void forgetOldest() {
    volumes.entrySet().stream()
        .filter(entry -> entry.getKey().isCallers())
        .min(Comparator.comparing(entry -> entry.getValue().usedAt()))
        .ifPresent(entry -> {
          volumes.remove(entry.getKey());
          var version = entry.getValue().version();
          if (version != null) {
            callers.remove(version.key());
          }
        });
  }

  /**
   * What a crash left behind is gone on with, or goes after a while. What was a caller's is deleted
   * with its file, or once that was read anew.
   */
  private synchronized void dropLoose(Instant now) throws IOException {
    var keys = index.keys();
    keys.removeAll(used(Predicate.not(Want::isCallers)));
    var current = used(Want::isCallers);
    keys.removeAll(current);
    loose.keySet().retainAll(keys);
    for (var key : keys) {
      var since = callers.contains(key) ? Instant.MIN : now;
      loose.merge(key, since, (one, other) -> one.isBefore(other) ? one : other);
    }
    callers.clear();
    callers.addAll(current);
    var old = new ArrayList<String>();
    loose.forEach((key, since) -> {
      if (!since.isAfter(now.minus(UNUSED_MAX))) {
        old.add(key);
      }
    });
    drop(old);
  }

  /** But for those that are being read, or have just been found to be there. */
  private void drop(List<String> old) throws IOException {
    var free = new HashMap<String, KeyLocks.Taken>();
    try {
      for (var key : old) {
        var taken = locks.tryTake(key);
        if (taken != null) {
          free.put(key, taken);
        }
      }
      var unused = new HashSet<>(free.keySet());
      unused.removeAll(used(_ -> true));
      if (!unused.isEmpty()) {
        index.drop(unused);
        loose.keySet().removeAll(unused);
        LOG.info("documents that nobody uses were forgotten: {}", unused.size());
      }
    } finally {
      free.values().forEach(KeyLocks.Taken::close);
    }
  }

  private Set<String> used(Predicate<Want> by) {
    var used = new HashSet<String>();
    volumes.forEach((want, volume) -> {
      var version = volume.version();
      if (version != null && by.test(want)) {
        used.add(version.key());
      }
    });
    return used;
  }
}
