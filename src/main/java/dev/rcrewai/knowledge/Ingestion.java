package dev.rcrewai.knowledge;

import static net.logstash.logback.argument.StructuredArguments.kv;

import dev.rcrewai.config.KnowledgeSettings;
import dev.rcrewai.knowledge.Documents.Content;
import dev.rcrewai.knowledge.Documents.Unreadable;
import dev.rcrewai.knowledge.Documents.UnreadableException;
import dev.rcrewai.knowledge.Embeddings.RefusedException;
import dev.rcrewai.telemetry.Metrics;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one document into the index. What is there of the same version already is not made again,
 * so that a reading that was cut short goes on where it stood:
 *
 * <pre>
 *   open ─► key of the version ─► complete? there
 *                                 └─► cut ─► vectors of what is missing ─► index
 * </pre>
 *
 * Blocks; thread-safe, but one version is read by one thread at a time.
 */
final class Ingestion {
  /** After so many chunks what was made survives the process. */
  private static final int COMMIT_CHUNKS = 1024;

  /** Another way to read or cut documents is another version of all of them. */
  private static final String FORMAT = "1";

  private static final Logger LOG = LoggerFactory.getLogger(Ingestion.class);

  private final ChunkIndex index;
  private final Documents documents;
  private final Embeddings embeddings;
  private final KnowledgeSettings limits;
  private final Metrics metrics;
  private final InstantSource clock;
  private final BooleanSupplier isClosing;
  private final KeyLocks locks;

  Ingestion(
      ChunkIndex index,
      Documents documents,
      Embeddings embeddings,
      KnowledgeSettings limits,
      Metrics metrics,
      InstantSource clock,
      KeyLocks locks,
      BooleanSupplier isClosing) {
    this.index = index;
    this.locks = locks;
    this.documents = documents;
    this.embeddings = embeddings;
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
    this.isClosing = isClosing;
  }

  /** Reads it; whatever happens, the volume is told. */
  void read(Want want, Volume volume) {
    try {
      switch (documents.open(want)) {
        case Unreadable(var why, var gone) ->
            fail(want, volume, "'" + want.name() + "' " + why, gone);
        case Content content -> read(want, content, volume);
      }
    } catch (UnreadableException e) {
      fail(want, volume, "'" + want.name() + "' " + e.getMessage(), true);
    } catch (RefusedException e) {
      fail(want, volume, "no vectors of '" + want.name() + "': " + e.getMessage(), false);
    } catch (IOException | RuntimeException e) {
      LOG.error("a document cannot be read: {}", kv("document", want.name()), e);
      fail(want, volume, "'" + want.name() + "' cannot be read on this node", false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(want, volume, "the server stops", false);
    }
  }

  private void fail(Want want, Volume volume, String why, boolean gone) {
    if (!isClosing.getAsBoolean()) {
      LOG.warn("knowledge: {} {}", kv("crew", want.crew()), kv("failure", why));
      metrics.documentRead("failed");
    }
    volume.fail(why, gone, clock.instant());
  }

  private void read(Want want, Content content, Volume volume)
      throws IOException, InterruptedException, UnreadableException, RefusedException {
    var key = Digest.of(FORMAT, want.reading(), content.hash());
    try (var _ = locks.take(key)) {
      if (!index.isComplete(key)) {
        var extract = content.reading().text();
        var chunks = want.chunker().cut(extract, limits.documentChunksMax() + 1);
        check(chunks.size(), index.count(key));
        write(want, key, chunks, volume);
      }
      volume.succeed(new Volume.Version(key, index.count(key)), content.stamp());
    }
  }

  private void check(int chunks, int there) throws UnreadableException {
    if (chunks == 0) {
      throw new UnreadableException("has no text");
    }
    if (chunks > limits.documentChunksMax()) {
      throw new UnreadableException(
          "has more than %d passages (KNOWLEDGE_FILE_MAX_CHUNKS)"
              .formatted(limits.documentChunksMax()));
    }
    if (index.size() + chunks - there > limits.chunksMax()) {
      throw new UnreadableException(
          "does not fit: this node keeps %d passages at most (KNOWLEDGE_MAX_CHUNKS)"
              .formatted(limits.chunksMax()));
    }
  }

  private void write(Want want, String key, List<Chunk> chunks, Volume volume)
      throws IOException, InterruptedException, RefusedException {
    long began = System.nanoTime();
    int there = index.count(key);
    int kept = there;
    for (int from = there; from < chunks.size(); ) {
      volume.progress(from, chunks.size());
      if (isClosing.getAsBoolean()) {
        throw new RefusedException("the server stops");
      }
      var part = chunks.subList(from, Math.min(chunks.size(), from + Embeddings.TEXTS_MAX));
      index.add(key, part, vectors(want, part));
      from += part.size();
      if (from - kept >= COMMIT_CHUNKS) {
        index.commit();
        kept = from;
        LOG.info("knowledge: {} {} {} {}", progress(want, from, chunks.size()));
      }
    }
    index.complete(key);
    metrics.documentRead("read");
    LOG.info(
        "knowledge is there: {} {} {} {} {}",
        kv("crew", want.crew()),
        kv("document", want.isCallers() ? "a caller's" : want.name()),
        kv("chunks", chunks.size()),
        kv("resumed_at", there),
        kv("millis", (System.nanoTime() - began) / 1_000_000));
  }

  private static Object[] progress(Want want, int done, int all) {
    return new Object[] {
      kv("crew", want.crew()),
      kv("document", want.isCallers() ? "a caller's" : want.name()),
      kv("chunks", done),
      kv("of", all)
    };
  }

  private @Nullable List<float[]> vectors(Want want, List<Chunk> part)
      throws RefusedException, InterruptedException {
    var embedder = want.embedder();
    if (embedder == null) {
      return null;
    }
    var texts = part.stream().map(Chunk::text).toList();
    var vectors = embeddings.of(embedder, want.crew(), texts);
    if (vectors.stream().anyMatch(vector -> vector.length > WideVectors.DIMENSIONS_MAX)) {
      throw new RefusedException("they have more than " + WideVectors.DIMENSIONS_MAX + " numbers");
    }
    return vectors;
  }
}
