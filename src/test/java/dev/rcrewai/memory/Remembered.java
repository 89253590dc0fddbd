package dev.rcrewai.memory;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.ExecutionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A scope full of memories as years bring them about: of several embedders, of none, with vectors
 * of other lengths, with equal texts and level times.
 *
 * @param numbers a vector of that length
 */
public record Remembered(MemoryScope scope, Random random, Function<Random, float[]> numbers) {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final int AT_ONCE = 10;
  private static final List<String> WORDS =
      List.of("kettle", "tea", "printer", "paper", "guest", "cake", "nuts", "window", "invoice");

  /** So many of each kind, as lessons. */
  public List<Lesson> lessons(int ofEach) {
    var lessons = new ArrayList<Lesson>();
    for (int from = 0; from < ofEach; from += AT_ONCE) {
      var execution = new ExecutionId(new UUID(random.nextLong(), random.nextLong()).toString());
      var at = NOON.plusSeconds(random.nextInt(ofEach));
      var memories = new ArrayList<Memory>();
      for (var kind : MemoryKind.values()) {
        for (int i = 0; i < AT_ONCE; i++) {
          memories.add(
              new Memory(kind + "-" + (from + i), scope, kind, execution, text(), at, vector()));
        }
      }
      lessons.add(new Lesson(scope, memories, List.of(), bounds()));
    }
    return lessons;
  }

  /** A few words; many texts have the same. */
  public String text() {
    return random.ints(3, 0, WORDS.size()).mapToObj(WORDS::get).collect(Collectors.joining(" "));
  }

  private @Nullable MemoryVector vector() {
    var values = numbers.apply(random);
    return switch (random.nextInt(10)) {
      case 0 -> null;
      case 1 -> new MemoryVector("openai/large", new Embedding(values));
      case 2 ->
          new MemoryVector("openai/small", new Embedding(Arrays.copyOf(values, values.length - 1)));
      default -> new MemoryVector("openai/small", new Embedding(values));
    };
  }

  private static Map<MemoryKind, Integer> bounds() {
    return Arrays.stream(MemoryKind.values())
        .collect(Collectors.toMap(kind -> kind, kind -> MemoryStore.SCOPE_MAX));
  }
}
