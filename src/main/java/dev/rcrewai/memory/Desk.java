package dev.rcrewai.memory;

import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.memory.Embeddings.Made;
import dev.rcrewai.step.Passage;
import dev.rcrewai.step.RecallRequest.Memories;
import dev.rcrewai.step.RecallRequest.Remember;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.RecallResult.Recalled;
import dev.rcrewai.step.RecallRun;
import io.vertx.core.Future;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Recalls and remembers for executions. What a crew remembers for a caller is a few hundred short
 * texts of a kind. The store gives all of them, or those that may matter; how like they are, by
 * words or vectors, is said here alone.
 *
 * <pre>
 *   recall:   the query's vector → candidates of each kind → the most alike
 *   remember: what the task taught → vectors → what that makes superfluous → one write
 * </pre>
 */
final class Desk {
  private static final int LASTING_MAX = MemoryStore.SCOPE_MAX;

  /** Names, and calls of tools, that a scope keeps. */
  static final int NOTES_MAX = 200;

  /** One that is as like as this says the same. */
  static final double SAME = 0.92;

  /**
   * Candidates beyond those that can be told. A database may add up cosines less exactly, so that
   * of some that are level to the sixth digit another comes first.
   */
  static final int LEVEL_MAX = 10;

  /** What lasts goes before what may have been one of a kind. */
  private static final List<MemoryKind> TOLD_FIRST =
      List.of(MemoryKind.LONG_TERM, MemoryKind.SHORT_TERM, MemoryKind.ENTITY, MemoryKind.TOOL);

  private static final Comparator<Found> BEST =
      Comparator.comparingDouble(Found::likeness)
          .thenComparing(found -> found.memory().at())
          .thenComparing(found -> found.memory().id())
          .reversed();

  private final MemoryStore store;
  private final Embeddings embeddings;

  private record Found(Memory memory, double likeness) {}

  Desk(MemoryStore store, Embeddings embeddings) {
    this.store = store;
    this.embeddings = embeddings;
  }

  private static MemoryScope scope(RecallRun run) {
    return new MemoryScope(run.account().caller(), run.crew());
  }

  /** What is most like the query, kind by kind; of what this execution taught itself, nothing. */
  Future<RecallResult> recall(Memories asked, RecallRun run) {
    return embeddings
        .of(List.of(asked.query()), asked.embedder(), run)
        .compose(made ->
            candidates(asked, run, made).map(memories -> recalled(asked, run, made, memories)));
  }

  /** A text that is told for one kind is not told for the next, so each may have to offer more. */
  private Future<List<Memory>> candidates(Memories asked, RecallRun run, Made made) {
    var kinds = asked.memory().kinds();
    int texts = asked.memory().recallMax() * kinds.size() + LEVEL_MAX;
    var reads =
        kinds.stream()
            .map(kind -> new Alike.Nearest(scope(run), kind, made.of(0), run.execution(), texts))
            .map(store::candidates)
            .toList();
    return Future.all(reads)
        .map(done -> done.<List<Memory>>list().stream().flatMap(List::stream).toList());
  }

  private static RecallResult recalled(
      Memories asked, RecallRun run, Made made, List<Memory> memories) {
    var likeness = Likeness.to(asked.query(), made.of(0));
    var byKind =
        memories.stream()
            .filter(memory -> !memory.execution().equals(run.execution()))
            .map(memory -> new Found(memory, likeness.of(memory)))
            .filter(found -> found.likeness() > 0)
            .collect(Collectors.groupingBy(found -> found.memory().kind()));
    var passages = new ArrayList<Passage>();
    Set<String> told = new HashSet<>();
    for (var kind : TOLD_FIRST) {
      byKind.getOrDefault(kind, List.of()).stream()
          .sorted(BEST)
          .filter(found -> told.add(found.memory().text()))
          .limit(asked.memory().recallMax())
          .forEach(found -> passages.add(passage(found)));
    }
    return passages.isEmpty() && made.failure() != null
        ? new RecallResult.Failed(made.failure(), made.bill())
        : new Recalled(passages, made.bill());
  }

  private static Passage passage(Found found) {
    var memory = found.memory();
    return new Passage(
        memory.id(), source(memory), memory.text(), Math.round(found.likeness() * 1e4) / 1e4);
  }

  private static String source(Memory memory) {
    return "memory: "
        + memory.kind().word()
        + ", "
        + LocalDate.ofInstant(memory.at(), ZoneOffset.UTC);
  }

  /** What the task taught is kept; asked again, nothing changes. */
  Future<RecallResult> remember(Remember asked, RecallRun run) {
    var lessons = new Lessons(scope(run), run.execution(), asked).memories();
    if (lessons.isEmpty()) {
      return Future.succeededFuture(new Recalled(List.of(), null));
    }
    return embeddings
        .of(lessons.stream().map(Memory::text).toList(), asked.embedder(), run)
        .compose(made -> keep(asked, scope(run), withVectors(lessons, made), made));
  }

  private static List<Memory> withVectors(List<Memory> memories, Made made) {
    var all = new ArrayList<Memory>();
    for (int i = 0; i < memories.size(); i++) {
      var vector = made.of(i);
      all.add(vector == null ? memories.get(i) : memories.get(i).with(vector));
    }
    return all;
  }

  private Future<RecallResult> keep(
      Remember asked, MemoryScope scope, List<Memory> memories, Made made) {
    var lasting =
        memories.stream().filter(memory -> memory.kind() == MemoryKind.LONG_TERM).findFirst();
    var known =
        lasting
            .map(memory ->
                store.candidates(new Alike.Same(scope, memory.kind(), memory.vector(), SAME)))
            .orElse(Future.succeededFuture(List.of()));
    return known.compose(all -> {
      var same = lasting.map(memory -> same(memory, all)).orElse(List.of());
      boolean isOld = same.stream().anyMatch(other -> isNewer(other, lasting.orElseThrow()));
      var kept =
          memories.stream()
              .filter(memory -> !isOld || memory.kind() != MemoryKind.LONG_TERM)
              .toList();
      var replaced = isOld ? List.<String>of() : same.stream().map(Memory::id).toList();
      return store
          .keep(new Lesson(scope, kept, replaced, most(asked.memory())))
          .map(_ -> new Recalled(kept.stream().map(Desk::kept).toList(), made.bill()));
    });
  }

  /** The others that say nearly the same. */
  private static List<Memory> same(Memory memory, List<Memory> all) {
    var likeness = Likeness.to(memory.text(), memory.vector());
    return all.stream()
        .filter(other -> !other.id().equals(memory.id()) && likeness.of(other) >= SAME)
        .toList();
  }

  private static boolean isNewer(Memory one, Memory other) {
    int order = one.at().compareTo(other.at());
    return order > 0 || (order == 0 && one.id().compareTo(other.id()) > 0);
  }

  private static Passage kept(Memory memory) {
    return new Passage(memory.id(), source(memory), memory.text(), 1);
  }

  private static Map<MemoryKind, Integer> most(CrewMemory memory) {
    return Map.of(
        MemoryKind.SHORT_TERM, memory.shortTermMax(),
        MemoryKind.LONG_TERM, LASTING_MAX,
        MemoryKind.ENTITY, NOTES_MAX,
        MemoryKind.TOOL, NOTES_MAX);
  }
}
