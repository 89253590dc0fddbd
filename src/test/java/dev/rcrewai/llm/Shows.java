package dev.rcrewai.llm;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a test of the contract shows of each provider: a row of {@code docs/providers.md}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Shows {
  Subject of();

  String value();

  /** What a provider can do, in the order of the rows. */
  enum Subject {
    CHAT,
    STREAM,
    TOOLS,
    PARALLEL_TOOLS,
    FORCED_TOOL,
    SCHEMA,
    IMAGES,
    EMBEDDINGS,
    MODELS,
    ERRORS
  }
}
