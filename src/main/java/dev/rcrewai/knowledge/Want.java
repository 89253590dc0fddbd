package dev.rcrewai.knowledge;

import dev.rcrewai.crew.Knowledge;
import dev.rcrewai.crew.KnowledgeSource;
import dev.rcrewai.crew.KnowledgeSource.CallersFile;
import dev.rcrewai.crew.KnowledgeSource.Page;
import dev.rcrewai.crew.KnowledgeSource.SharedFile;
import dev.rcrewai.crew.KnowledgeSource.Text;
import dev.rcrewai.step.EmbedderChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document as somebody wants to search it.
 *
 * @param crew whose budget pays where its vectors have to be made
 * @param caller whose document it is; empty for everybody's
 * @param embedder who makes its vectors, or null where it is searched by words
 */
record Want(
    String crew,
    String caller,
    KnowledgeSource source,
    Chunker chunker,
    @Nullable EmbedderChoice embedder) {

  /** All documents of one piece of knowledge, for one caller. */
  static List<Want> of(
      String crew, String caller, Knowledge knowledge, @Nullable EmbedderChoice embedder) {
    var chunker = new Chunker(knowledge.chunkSize(), knowledge.chunkOverlap());
    return knowledge.sources().stream()
        .map(source ->
            new Want(crew, source instanceof CallersFile ? caller : "", source, chunker, embedder))
        .toList();
  }

  /** Whether only one caller may know it. */
  boolean isCallers() {
    return source instanceof CallersFile;
  }

  /** Its name, for people and models. */
  String name() {
    return switch (source) {
      case Text _ -> "text of the crew";
      case SharedFile(var path) -> path;
      case CallersFile(var path) -> path;
      case Page(var url) -> url;
    };
  }

  /** What makes another version of the same content: whose it is, and how it is read. */
  String reading() {
    var kind =
        switch (source) {
          case Text _ -> "text";
          case SharedFile(var path) -> FileKind.of(path).name();
          case CallersFile(var path) -> FileKind.of(path).name();
          case Page _ -> "page";
        };
    return String.join(
        "\0",
        caller,
        kind,
        chunker.size() + "/" + chunker.overlap(),
        embedder == null ? "" : embedder.provider() + "/" + embedder.model());
  }
}
