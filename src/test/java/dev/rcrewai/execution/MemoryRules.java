package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryCount;
import dev.rcrewai.memory.MemoryPlace;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.memory.MemoryStore;
import dev.rcrewai.memory.MemoryVector;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.ExecutionId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a store keeps for crews that remember. */
public interface MemoryRules extends StoreUnderTest {
  MemoryScope ANN = new MemoryScope("ann", "support");
  MemoryScope ANN_SALES = new MemoryScope("ann", "sales");
  MemoryScope BOB = new MemoryScope("bob", "support");
  Instant NOON = Instant.parse("2026-11-23T12:00:00.123456789Z");
  ExecutionId TAUGHT = new ExecutionId("01234567-89ab-7def-8123-456789abcdef");

  private MemoryStore memories() {
    return store().memories();
  }

  private static Memory memory(MemoryScope scope, MemoryKind kind, String id, Instant at) {
    return memory(scope, kind, id, at, "text of " + id, null);
  }

  private static Memory memory(
      MemoryScope scope,
      MemoryKind kind,
      String id,
      Instant at,
      String text,
      @Nullable MemoryVector vector) {
    return new Memory(id, scope, kind, TAUGHT, text, at, vector);
  }

  private void keep(Memory... all) {
    keep(3, List.of(), all);
  }

  private void keep(int most, List<String> replaced, Memory... all) {
    var bounds =
        Map.of(
            MemoryKind.SHORT_TERM, most,
            MemoryKind.LONG_TERM, most,
            MemoryKind.ENTITY, most,
            MemoryKind.TOOL, most);
    await(memories().keep(new Lesson(all[0].scope(), List.of(all), replaced, bounds)));
  }

  private List<String> newest(MemoryScope scope, MemoryKind kind) {
    return await(memories().newest(scope, kind, 100)).stream().map(Memory::id).toList();
  }

  @Test
  default void memory_isThereAsItWasKept_alsoAfterARestart() {
    var vector = new MemoryVector("openai/small", new Embedding(new float[] {0.5f, -1e-7f, 3}));
    var found = memory(ANN, MemoryKind.LONG_TERM, "a", NOON, "Grüße \"and\"\nmore 🌱", vector);
    var plain = memory(ANN, MemoryKind.TOOL, "b", NOON);
    keep(found, plain);
    reopen();

    assertThat(await(memories().newest(ANN, MemoryKind.LONG_TERM, 10))).containsExactly(found);
    assertThat(await(memories().newest(ANN, MemoryKind.TOOL, 10))).containsExactly(plain);
  }

  @Test
  default void memories_areNewestFirst_thenByIdDownwards_andBounded() {
    keep(memory(ANN, MemoryKind.TOOL, "b", NOON), memory(ANN, MemoryKind.TOOL, "c", NOON));
    keep(memory(ANN, MemoryKind.TOOL, "a", NOON.plusSeconds(1)));

    assertThat(newest(ANN, MemoryKind.TOOL)).containsExactly("a", "c", "b");
    assertThat(await(memories().newest(ANN, MemoryKind.TOOL, 2))).hasSize(2);
  }

  @Test
  default void scopes_seeNothingOfEachOther() {
    keep(memory(ANN, MemoryKind.TOOL, "a", NOON));
    keep(memory(ANN_SALES, MemoryKind.TOOL, "b", NOON));
    keep(memory(BOB, MemoryKind.TOOL, "c", NOON));

    assertThat(newest(ANN, MemoryKind.TOOL)).containsExactly("a");
    assertThat(newest(ANN, MemoryKind.ENTITY)).isEmpty();
    assertThat(newest(ANN_SALES, MemoryKind.TOOL)).containsExactly("b");
    assertThat(newest(BOB, MemoryKind.TOOL)).containsExactly("c");
  }

  @Test
  default void keptTwice_isKeptOnce_andTheNewerStands() {
    var old = memory(ANN, MemoryKind.ENTITY, "a", NOON, "old", null);
    var fresh = memory(ANN, MemoryKind.ENTITY, "a", NOON.plusSeconds(5), "new", null);
    keep(old);
    keep(old);
    assertThat(await(memories().newest(ANN, MemoryKind.ENTITY, 10))).containsExactly(old);
    keep(fresh);
    keep(old);

    assertThat(await(memories().newest(ANN, MemoryKind.ENTITY, 10))).containsExactly(fresh);
    assertThat(await(memories().list("ann", null, null, 10)).memories()).containsExactly(fresh);
  }

  @Test
  default void eachKind_keepsItsNewest() {
    for (int i = 0; i < 5; i++) {
      keep(
          memory(ANN, MemoryKind.SHORT_TERM, "s" + i, NOON.plusSeconds(i)),
          memory(ANN, MemoryKind.TOOL, "t" + i, NOON.plusSeconds(i)));
    }
    keep(1, List.of(), memory(ANN_SALES, MemoryKind.TOOL, "other", NOON.plusSeconds(9)));

    assertThat(newest(ANN, MemoryKind.SHORT_TERM)).containsExactly("s4", "s3", "s2");
    assertThat(newest(ANN, MemoryKind.TOOL)).containsExactly("t4", "t3", "t2");
  }

  @Test
  default void replaced_isForgotten_butNotInAnotherScope() {
    keep(memory(ANN, MemoryKind.LONG_TERM, "a", NOON));
    keep(memory(BOB, MemoryKind.LONG_TERM, "b", NOON));
    keep(3, List.of("a", "b", "z"), memory(ANN, MemoryKind.LONG_TERM, "c", NOON.plusSeconds(1)));

    assertThat(newest(ANN, MemoryKind.LONG_TERM)).containsExactly("c");
    assertThat(newest(BOB, MemoryKind.LONG_TERM)).containsExactly("b");
  }

  @Test
  default void counts_areByCrewAndKind() {
    keep(memory(ANN, MemoryKind.TOOL, "a", NOON), memory(ANN, MemoryKind.TOOL, "b", NOON));
    keep(memory(ANN, MemoryKind.SHORT_TERM, "c", NOON));
    keep(memory(ANN_SALES, MemoryKind.ENTITY, "d", NOON));
    keep(memory(BOB, MemoryKind.TOOL, "e", NOON));

    assertThat(await(memories().counts("ann")))
        .containsExactly(
            new MemoryCount("sales", MemoryKind.ENTITY, 1),
            new MemoryCount("support", MemoryKind.SHORT_TERM, 1),
            new MemoryCount("support", MemoryKind.TOOL, 2));
    assertThat(await(memories().counts("nobody"))).isEmpty();
  }

  @Test
  default void pages_haveEverythingOnce_newestFirst() {
    for (int i = 0; i < 3; i++) {
      keep(
          memory(ANN, MemoryKind.TOOL, "a" + i, NOON.plusSeconds(i / 2)),
          memory(ANN, MemoryKind.LONG_TERM, "b" + i, NOON.plusSeconds(i / 2)));
    }
    keep(memory(ANN_SALES, MemoryKind.TOOL, "c", NOON.plusSeconds(9)));

    assertThat(paged(null)).containsExactly("c", "b2", "a2", "b1", "b0", "a1", "a0");
    assertThat(paged("support")).containsExactly("b2", "a2", "b1", "b0", "a1", "a0");
    assertThat(paged("none")).isEmpty();
  }

  private List<String> paged(@Nullable String crew) {
    var ids = new ArrayList<String>();
    MemoryPlace after = null;
    do {
      var page = await(memories().list("ann", crew, after, 2));
      assertThat(page.memories()).hasSizeLessThanOrEqualTo(2);
      page.memories().forEach(memory -> ids.add(memory.id()));
      after = page.next();
    } while (after != null);
    return ids;
  }

  @Test
  default void erase_forgetsTheCallersOwn_ofOneCrewOrAll() {
    keep(memory(ANN, MemoryKind.TOOL, "a", NOON), memory(ANN, MemoryKind.ENTITY, "b", NOON));
    keep(memory(ANN_SALES, MemoryKind.TOOL, "c", NOON));
    keep(memory(BOB, MemoryKind.TOOL, "d", NOON));

    assertThat(await(memories().erase("ann", "support", 1))).isEqualTo(1);
    assertThat(await(memories().erase("ann", "support", 10))).isEqualTo(1);
    assertThat(await(memories().counts("ann")))
        .containsExactly(new MemoryCount("sales", MemoryKind.TOOL, 1));
    assertThat(await(memories().erase("ann", null, 10))).isEqualTo(1);

    assertThat(await(memories().counts("ann"))).isEmpty();
    assertThat(await(memories().list("ann", null, null, 10)).memories()).isEmpty();
    assertThat(newest(BOB, MemoryKind.TOOL)).containsExactly("d");
    assertThat(await(memories().erase("ann", null, 10))).isZero();
  }

  @Test
  default void purge_forgetsWhatIsOlder_whoseverItIs() {
    keep(memory(ANN, MemoryKind.TOOL, "a", NOON), memory(ANN, MemoryKind.TOOL, "b", NOON));
    keep(memory(BOB, MemoryKind.TOOL, "c", NOON.plusSeconds(10)));

    assertThat(await(memories().purge(NOON.plusSeconds(5), 1))).isEqualTo(1);
    assertThat(await(memories().purge(NOON.plusSeconds(5), 10))).isEqualTo(1);
    assertThat(await(memories().purge(NOON.plusSeconds(5), 10))).isZero();

    assertThat(await(memories().counts("ann"))).isEmpty();
    assertThat(newest(BOB, MemoryKind.TOOL)).containsExactly("c");
  }

  @Test
  default void keptAtOnce_allOfItIsThere_withinBounds() {
    var writes = new ArrayList<Future<Void>>();
    for (int i = 0; i < 20; i++) {
      var memory = memory(ANN, MemoryKind.TOOL, "m%02d".formatted(i), NOON.plusSeconds(i));
      writes.add(
          memories().keep(new Lesson(ANN, List.of(memory), List.of(), Map.of(MemoryKind.TOOL, 5))));
    }
    await(Future.all(writes));

    assertThat(newest(ANN, MemoryKind.TOOL)).containsExactly("m19", "m18", "m17", "m16", "m15");
  }
}
