package dev.rcrewai.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What crews know.
 *
 * @param dir where the files are that crews name
 * @param indexDir where what was read of them is kept; made anew where it is lost
 * @param documentBytesMax the largest file
 * @param documentChunksMax passages of one document
 * @param chunksMax passages of all documents together
 * @param waitMax how long a task waits for a document that is being read
 * @param pageInterval how often a page of the web is read again
 */
public record KnowledgeSettings(
    Path dir,
    Path indexDir,
    int documentBytesMax,
    int documentChunksMax,
    int chunksMax,
    Duration waitMax,
    Duration pageInterval) {
  public KnowledgeSettings {
    Require.atLeast("documentBytesMax", documentBytesMax, 1);
    Require.atLeast("documentChunksMax", documentChunksMax, 1);
    Require.atLeast("chunksMax", chunksMax, 1);
    Require.positive("waitMax", waitMax);
    Require.positive("pageInterval", pageInterval);
  }
}
