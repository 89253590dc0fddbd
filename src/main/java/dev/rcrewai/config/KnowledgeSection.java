package dev.rcrewai.config;

import static dev.rcrewai.config.Rule.path;
import static dev.rcrewai.config.Rule.seconds;
import static dev.rcrewai.config.Rule.wholeNumber;

import java.nio.file.Path;
import java.time.Duration;

/** The documents that crews know. */
final class KnowledgeSection {
  static final Section KNOWLEDGE = new Section("knowledge", "Knowledge");
  static final Key<Path> DIR =
      KNOWLEDGE.key(
          "KNOWLEDGE_DIR",
          "dir",
          path(),
          "conf/knowledge",
          "Where the files are that crews name as their knowledge");
  static final Key<Integer> DOCUMENT_BYTES_MAX =
      KNOWLEDGE.key(
          "KNOWLEDGE_FILE_MAX_BYTES",
          "file_max_bytes",
          wholeNumber(1, 104_857_600),
          "10485760",
          "The largest file that is read");
  static final Key<Integer> DOCUMENT_CHUNKS_MAX =
      KNOWLEDGE.key(
          "KNOWLEDGE_FILE_MAX_CHUNKS",
          "file_max_chunks",
          wholeNumber(1, 1_000_000),
          "50000",
          "Passages of one document");
  static final Key<Integer> CHUNKS_MAX =
      KNOWLEDGE.key(
          "KNOWLEDGE_MAX_CHUNKS",
          "max_chunks",
          wholeNumber(1, 10_000_000),
          "500000",
          "Passages of all documents together, on each node");
  static final Key<Duration> WAIT =
      KNOWLEDGE.key(
          "KNOWLEDGE_WAIT",
          "wait",
          seconds("0.1", "600"),
          "60",
          "How long a task waits for a document that is being read");
  static final Key<Duration> PAGE_INTERVAL =
      KNOWLEDGE.key(
          "KNOWLEDGE_PAGE_INTERVAL",
          "page_interval",
          seconds("1", "2592000"),
          "3600",
          "How often a page of the web is read again");

  private static final String INDEX = "knowledge";

  private KnowledgeSection() {}

  static KnowledgeSettings read(Values in) {
    return new KnowledgeSettings(
        in.get(DIR),
        in.get(StoreSection.DATA_DIR).resolve(INDEX),
        in.get(DOCUMENT_BYTES_MAX),
        in.get(DOCUMENT_CHUNKS_MAX),
        in.get(CHUNKS_MAX),
        in.get(WAIT),
        in.get(PAGE_INTERVAL));
  }
}
