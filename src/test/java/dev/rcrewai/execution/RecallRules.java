package dev.rcrewai.execution;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.CrewMemory;
import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.memory.MemoryVector;
import dev.rcrewai.memory.NotingStore;
import dev.rcrewai.memory.Remembered;
import dev.rcrewai.memory.TestDesk;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.step.Passage;
import dev.rcrewai.step.RecallRequest.Memories;
import dev.rcrewai.step.RecallRequest.Remember;
import dev.rcrewai.step.RecallResult.Recalled;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a store compares itself, the same is recalled as where all is compared on the node. */
public interface RecallRules extends StoreUnderTest {
  MemoryScope CAFE = new MemoryScope("ann", "cafe");
  int OF_EACH_KIND = 100;
  int QUERIES = 12;
  Instant NEXT_DAY = Instant.parse("2026-11-24T12:00:00Z");

  /** What texts mean. */
  enum Meaning {
    /** Few directions, and no direction at all: many are level. */
    GRID,
    /** No two are alike. */
    SPREAD,
    /** All say nearly the same. */
    CROWD;

    private float[] next(Random random) {
      return switch (this) {
        case GRID -> floats(4, () -> random.nextInt(3) - 1);
        case SPREAD -> floats(48, random::nextGaussian);
        case CROWD -> floats(48, () -> 1 + random.nextGaussian() * 0.3);
      };
    }

    private static float[] floats(int count, DoubleSupplier next) {
      var values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) next.getAsDouble();
      }
      return values;
    }

    private float[] of(String text) {
      return next(new Random(text.hashCode()));
    }
  }

  /** A full scope; returns one of the executions that taught it. */
  private ExecutionId fill(Remembered remembered) {
    var lessons = remembered.lessons(OF_EACH_KIND);
    lessons.forEach(lesson -> await(store().memories().keep(lesson)));
    return lessons.getFirst().memories().getFirst().execution();
  }

  private static Remembered remembered(Meaning meaning) {
    return new Remembered(CAFE, new Random(7), meaning::next);
  }

  @ParameterizedTest
  @EnumSource
  default void recall_isTheSame_whoeverCompares(Meaning meaning) {
    var remembered = remembered(meaning);
    var reader = fill(remembered);
    var onTheNode = NotingStore.comparingNothing(store().memories());
    var oneKind = new CrewMemory(List.of(MemoryKind.SHORT_TERM), 100, 10);
    try (var desk = new TestDesk(meaning::of)) {
      for (int i = 0; i < QUERIES; i++) {
        var memory = i % 2 == 0 ? CrewMemory.ofAll() : oneKind;
        var embedder = i % 4 == 3 ? null : TestDesk.EMBEDDER;
        var asked = new Memories(memory, embedder, remembered.text());

        var recalled = desk.ask(store().memories(), CAFE, reader, asked);

        assertThat(recalled).isEqualTo(desk.ask(onTheNode, CAFE, reader, asked));
        assertThat(((Recalled) recalled).passages()).isNotEmpty();
      }
    }
  }

  @Test
  default void equalTexts_andWhatTheReaderTaught_takeNobodysPlace() {
    var reader = Draft.draft().id();
    keep(Draft.draft().id(), "other", _ -> "another answer", 1, 0.5f);
    keep(Draft.draft().id(), "equal", _ -> "OK", 1, 0);
    keep(reader, "own", number -> "own " + number, 1, 0);
    var asked =
        new Memories(
            new CrewMemory(List.of(MemoryKind.SHORT_TERM), 300, 3), TestDesk.EMBEDDER, "query");
    try (var desk = new TestDesk(_ -> new float[] {1, 0})) {
      var recalled = desk.ask(store().memories(), CAFE, reader, asked);

      assertThat(((Recalled) recalled).passages())
          .extracting(Passage::text)
          .containsExactly("OK", "another answer");
    }
  }

  /** As many of them as leave room for two more. */
  private void keep(ExecutionId execution, String name, IntFunction<String> text, float... values) {
    var vector = new MemoryVector("openai/small", new Embedding(values));
    var memories =
        IntStream.range(0, 100)
            .mapToObj(i ->
                new Memory(
                    name + i,
                    CAFE,
                    MemoryKind.SHORT_TERM,
                    execution,
                    text.apply(i),
                    NEXT_DAY,
                    vector))
            .toList();
    await(
        store()
            .memories()
            .keep(new Lesson(CAFE, memories, List.of(), Map.of(MemoryKind.SHORT_TERM, 300))));
  }

  @ParameterizedTest
  @EnumSource
  default void whatALessonReplaces_isTheSame_whoeverCompares(Meaning meaning) {
    var remembered = remembered(meaning);
    fill(remembered);
    var inTheStore = NotingStore.of(store().memories());
    var onTheNode = NotingStore.comparingNothing(store().memories());
    var execution = Draft.draft().id();
    try (var desk = new TestDesk(meaning::of)) {
      for (int i = 0; i < QUERIES; i++) {
        var embedder = i % 4 == 3 ? null : TestDesk.EMBEDDER;
        var lesson =
            new Remember(
                CrewMemory.ofAll(),
                embedder,
                "task-" + i,
                "",
                remembered.text(),
                true,
                NEXT_DAY,
                List.of());

        desk.ask(inTheStore, CAFE, execution, lesson);
        desk.ask(onTheNode, CAFE, execution, lesson);
      }
    }

    assertThat(replaced(inTheStore)).isEqualTo(replaced(onTheNode));
    if (meaning != Meaning.SPREAD) {
      assertThat(replaced(onTheNode)).anySatisfy(ids -> assertThat(ids).hasSizeGreaterThan(1));
    }
  }

  private static List<Set<String>> replaced(NotingStore store) {
    return store.lessons().stream().map(lesson -> Set.copyOf(lesson.replaced())).toList();
  }
}
