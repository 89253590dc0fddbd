package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rcrewai.crew.KnowledgeSource.CallersFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents that a crew, or one of its agents, knows.
 *
 * @param resultsMax passages of them that an agent is reminded of
 * @param chunkSize the longest passage, in characters
 * @param chunkOverlap how much of a passage's end begins the next one, in characters
 */
public record Knowledge(
    List<KnowledgeSource> sources,
    @JsonProperty("results_limit") int resultsMax,
    @JsonProperty("chunk_size") int chunkSize,
    @JsonProperty("chunk_overlap") int chunkOverlap) {
  public static final int RESULTS_MAX_DEFAULT = 3;
  public static final int CHUNK_SIZE_DEFAULT = 1000;
  public static final int CHUNK_OVERLAP_DEFAULT = 100;

  public Knowledge {
    sources = List.copyOf(sources);
    if (sources.isEmpty() || resultsMax < 1) {
      throw new IllegalArgumentException("knowledge needs a source, and a result at least");
    }
    if (chunkSize < 1 || chunkOverlap < 0 || chunkOverlap >= chunkSize) {
      throw new IllegalArgumentException(
          "chunks of " + chunkSize + " characters cannot overlap by " + chunkOverlap);
    }
  }

  /** In passages as they are cut by default. */
  public Knowledge(List<KnowledgeSource> sources) {
    this(sources, RESULTS_MAX_DEFAULT, CHUNK_SIZE_DEFAULT, CHUNK_OVERLAP_DEFAULT);
  }

  /** The same, whose placeholders are replaced by an execution's inputs. */
  public Knowledge filled(Map<String, ? extends @Nullable Object> inputs) {
    var filled =
        sources.stream()
            .map(source ->
                source instanceof CallersFile(var path)
                    ? new CallersFile(Placeholders.fill(path, inputs))
                    : source)
            .toList();
    return new Knowledge(filled, resultsMax, chunkSize, chunkOverlap);
  }
}
