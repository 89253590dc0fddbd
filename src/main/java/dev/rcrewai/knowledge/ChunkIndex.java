package dev.rcrewai.knowledge;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunks of documents, found by vector or by words; an Apache Lucene index in a directory of
 * this process alone. Blocks; thread-safe, but the chunks of one document come from one thread.
 * Never interrupt a thread in here: Lucene would close the index.
 *
 * <pre>
 *   chunk: key of its document's version · number, place, text · its words, or a vector
 *   end:   the same key, once all chunks are there
 * </pre>
 */
final class ChunkIndex implements Closeable {
  /** How many processes on one machine may share a data directory. */
  private static final int PROCESSES_MAX = 16;

  private static final int RAM_MEBIBYTES = 16;
  private static final int MERGES_MAX = 4;
  private static final Logger LOG = LoggerFactory.getLogger(ChunkIndex.class);

  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;

  private ChunkIndex(Directory directory, IndexWriter writer) throws IOException {
    this.directory = directory;
    this.writer = writer;
    this.searchers = new SearcherManager(writer, null);
  }

  /** A chunk that was found; {@code score} is at most 1. */
  record Hit(String key, int number, String place, String text, double score) {}

  /**
   * Opens the index in a directory, or in one of that name with a number where another process has
   * it. One that cannot be read is begun anew: all of it can be made again from the documents.
   */
  static ChunkIndex open(Path dir) throws IOException {
    for (int process = 1; ; process++) {
      var own = process == 1 ? dir : dir.resolveSibling(dir.getFileName() + "-" + process);
      Files.createDirectories(own);
      var directory = FSDirectory.open(own);
      try {
        return new ChunkIndex(directory, writer(directory));
      } catch (LockObtainFailedException e) {
        directory.close();
        if (process == PROCESSES_MAX) {
          throw e;
        }
      } catch (CorruptIndexException | IndexFormatTooOldException | IndexFormatTooNewException e) {
        LOG.warn("the index of documents cannot be read and is made anew", e);
        for (var file : directory.listAll()) {
          if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
            directory.deleteFile(file);
          }
        }
        return new ChunkIndex(directory, writer(directory));
      }
    }
  }

  private static IndexWriter writer(Directory directory) throws IOException {
    var merges = new ConcurrentMergeScheduler();
    merges.setMaxMergesAndThreads(MERGES_MAX, 1);
    var config =
        new IndexWriterConfig(new StandardAnalyzer())
            .setCodec(WideVectors.codec())
            .setMergeScheduler(merges)
            .setRAMBufferSizeMB(RAM_MEBIBYTES);
    return new IndexWriter(directory, config);
  }

  /** How many chunks of a document there are, be they all or not. */
  int count(String key) throws IOException {
    return count(new TermQuery(new Term("key", key)));
  }

  /** Whether a document's chunks are all there. */
  boolean isComplete(String key) throws IOException {
    return count(new TermQuery(new Term("end", key))) > 0;
  }

  /** All documents' chunks together. */
  int size() {
    return writer.getDocStats().numDocs;
  }

  /** The documents of which all chunks, or some, are there. */
  Set<String> keys() throws IOException {
    var keys = new HashSet<String>();
    searchers.maybeRefreshBlocking();
    var searcher = searchers.acquire();
    try {
      for (var leaf : searcher.getIndexReader().leaves()) {
        for (var field : new String[] {"key", "end"}) {
          var terms = leaf.reader().terms(field);
          var each = terms == null ? null : terms.iterator();
          for (var term = next(each); term != null; term = next(each)) {
            keys.add(term.utf8ToString());
          }
        }
      }
    } finally {
      searchers.release(searcher);
    }
    return keys;
  }

  private static @Nullable BytesRef next(@Nullable TermsEnum terms) throws IOException {
    return terms == null ? null : terms.next();
  }

  /**
   * Adds the next chunks of a document.
   *
   * @param vectors one for each, or null where they are found by their words
   */
  void add(String key, List<Chunk> chunks, @Nullable List<float[]> vectors) throws IOException {
    for (int i = 0; i < chunks.size(); i++) {
      var chunk = chunks.get(i);
      var document = new Document();
      document.add(new StringField("key", key, Field.Store.YES));
      document.add(new StoredField("number", chunk.number()));
      document.add(new StoredField("place", chunk.place()));
      document.add(new StoredField("text", chunk.text()));
      if (vectors == null) {
        document.add(new TextField("words", chunk.text(), Field.Store.NO));
      } else {
        var vector = vectors.get(i);
        document.add(
            new KnnFloatVectorField(field(vector), vector, VectorSimilarityFunction.COSINE));
      }
      writer.addDocument(document);
    }
  }

  /** What was added survives the process from now on. */
  void commit() throws IOException {
    writer.commit();
  }

  /** The document has all its chunks, and can be searched. */
  void complete(String key) throws IOException {
    var document = new Document();
    document.add(new StringField("end", key, Field.Store.NO));
    writer.addDocument(document);
    writer.commit();
    searchers.maybeRefreshBlocking();
  }

  /** Forgets documents. */
  void drop(Collection<String> keys) throws IOException {
    for (var key : keys) {
      writer.deleteDocuments(new Term("key", key), new Term("end", key));
    }
    writer.commit();
  }

  /** The chunks of these documents whose vectors are nearest, the nearest first. */
  List<Hit> nearest(Collection<String> keys, float[] vector, int most) throws IOException {
    var query = new KnnFloatVectorQuery(field(vector), vector, most, in(keys));
    return search(query, most, score -> 2 * score - 1);
  }

  /** The chunks of these documents that share most with the words, by BM25, the best first. */
  List<Hit> matching(Collection<String> keys, String words, int most) throws IOException {
    var query = Words.query("words", words);
    if (query == null) {
      return List.of();
    }
    var both =
        new BooleanQuery.Builder()
            .add(query, BooleanClause.Occur.MUST)
            .add(in(keys), BooleanClause.Occur.FILTER)
            .build();
    return search(both, most, score -> score / (1 + score));
  }

  @Override
  public void close() throws IOException {
    searchers.close();
    writer.close();
    directory.close();
  }

  private interface Scale {
    double of(double score);
  }

  private List<Hit> search(Query query, int most, Scale scale) throws IOException {
    var searcher = searchers.acquire();
    try {
      var hits = new ArrayList<Hit>();
      var stored = searcher.storedFields();
      for (var found : searcher.search(query, most).scoreDocs) {
        var document = stored.document(found.doc);
        hits.add(
            new Hit(
                document.get("key"),
                document.getField("number").numericValue().intValue(),
                document.get("place"),
                document.get("text"),
                scale.of(found.score)));
      }
      return hits;
    } finally {
      searchers.release(searcher);
    }
  }

  private int count(Query query) throws IOException {
    searchers.maybeRefreshBlocking();
    var searcher = searchers.acquire();
    try {
      return searcher.count(query);
    } finally {
      searchers.release(searcher);
    }
  }

  private static Query in(Collection<String> keys) {
    return new TermInSetQuery("key", keys.stream().map(BytesRef::new).toList());
  }

  /** Vectors of different length cannot be compared. */
  private static String field(float[] vector) {
    return "vector" + vector.length;
  }
}
