package dev.rcrewai.store;

import static dev.rcrewai.execution.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.crew.MemoryKind;
import dev.rcrewai.execution.Draft;
import dev.rcrewai.memory.Lesson;
import dev.rcrewai.memory.Memory;
import dev.rcrewai.memory.MemoryScope;
import dev.rcrewai.step.ExecutionId;
import dev.rcrewai.store.FaultProxy.Where;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memories with a cut: a lesson is kept whole or not at all, and a repeat is no second one. */
interface CutMemoryRules extends StoreBehindProxy {
  private static Lesson lesson(String caller) {
    var scope = new MemoryScope(caller, "support");
    return new Lesson(
        scope,
        List.of(memory(scope, "a-" + caller), memory(scope, "b-" + caller)),
        List.of(),
        Map.of(MemoryKind.TOOL, 10));
  }

  private static Memory memory(MemoryScope scope, String id) {
    var taught = new ExecutionId("01234567-89ab-7def-8123-456789abcdef");
    return new Memory(id, scope, MemoryKind.TOOL, taught, "text", Draft.START, null);
  }

  private List<Memory> kept(Lesson lesson) {
    return await(store().memories().newest(lesson.scope(), MemoryKind.TOOL, 10));
  }

  @ParameterizedTest
  @EnumSource
  default void keep_cut_isWholeOrNothing_andCanBeRepeated(Where where) {
    everyCut(
        where,
        () -> {
          var lesson = lesson(newCaller());
          return new Scene<>(
              () -> behind().memories().keep(lesson).map(_ -> true),
              answer -> {
                assertThat(kept(lesson).size())
                    .isIn(answer.isPresent() ? List.of(2) : List.of(0, 2));
                await(store().memories().keep(lesson));
                assertThat(kept(lesson)).hasSize(2);
              });
        });
  }

  @ParameterizedTest
  @EnumSource
  default void erase_cut_canBeRepeated(Where where) {
    everyCut(
        where,
        () -> {
          var lesson = lesson(newCaller());
          await(store().memories().keep(lesson));
          var caller = lesson.scope().caller();
          return new Scene<>(
              () -> behind().memories().erase(caller, null, 10),
              answer -> {
                answer.ifPresent(erased -> assertThat(erased).isEqualTo(2));
                await(store().memories().erase(caller, null, 10));
                assertThat(kept(lesson)).isEmpty();
              });
        });
  }
}
