package dev.rcrewai.crew;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A document that agents may know. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = KnowledgeSource.Text.class, name = "text"),
  @JsonSubTypes.Type(value = KnowledgeSource.SharedFile.class, name = "file"),
  @JsonSubTypes.Type(value = KnowledgeSource.CallersFile.class, name = "callers_file"),
  @JsonSubTypes.Type(value = KnowledgeSource.Page.class, name = "page")
})
public sealed interface KnowledgeSource {
  /** What the crew's author wrote. */
  record Text(String text) implements KnowledgeSource {}

  /** A file of the operator's, by its path below {@code KNOWLEDGE_DIR}; every caller's to know. */
  record SharedFile(String path) implements KnowledgeSource {}

  /** A file of the caller's own; nobody else's to know. Its path may hold placeholders. */
  record CallersFile(String path) implements KnowledgeSource {}

  /** A page of the web. */
  record Page(String url) implements KnowledgeSource {}
}
