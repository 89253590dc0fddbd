package dev.rcrewai.knowledge;

import dev.rcrewai.crew.Knowledge;
import dev.rcrewai.step.EmbedderChoice;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a crew that is loaded knows, all its agents together.
 *
 * @param embedder who makes vectors of it, or null where it is searched by words
 */
public record CrewDocuments(
    String crew, List<Knowledge> knowledge, @Nullable EmbedderChoice embedder) {
  public CrewDocuments {
    knowledge = List.copyOf(knowledge);
  }

  /** Those that everybody may know; the others are read when their caller comes. */
  Stream<Want> wants() {
    return knowledge.stream()
        .flatMap(one -> Want.of(crew, "", one, embedder).stream())
        .filter(want -> !want.isCallers());
  }
}
