package dev.rcrewai.knowledge;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a node's documents, those of callers left out.
 *
 * @param chunks of all documents together
 */
public record KnowledgeReport(int chunks, List<Line> documents) {
  public static final KnowledgeReport NONE = new KnowledgeReport(0, List.of());

  public KnowledgeReport {
    documents = List.copyOf(documents);
  }

  /**
   * One document of a crew.
   *
   * @param text how far it is, or why it cannot be read
   */
  public record Line(String crew, String document, String text, boolean isFailed) {}

  static KnowledgeReport of(@Nullable Library library) {
    if (library == null) {
      return NONE;
    }
    var lines = new TreeMap<String, Line>();
    library
        .states()
        .forEach((want, state) -> {
          if (!want.isCallers()) {
            lines.put(want.crew() + " " + want.name() + " " + want.chunker(), line(want, state));
          }
        });
    return new KnowledgeReport(library.index().size(), List.copyOf(lines.values()));
  }

  private static Line line(Want want, Volume.State state) {
    var version = state.version();
    var failure = state.failure();
    var text =
        state.all() > 0
            ? "being read: " + state.done() + " of " + state.all() + " passages"
            : failure != null
                ? failure
                : version == null ? "being opened" : version.chunks() + " passages";
    return new Line(want.crew(), want.name(), text, failure != null);
  }
}
