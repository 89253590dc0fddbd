package dev.rcrewai.llm;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Reads one answer as its bytes arrive. Belongs to one attempt. */
public interface AnswerReader {
  /** Takes the next bytes; the result as soon as it is known, before that null. */
  @Nullable AttemptResult read(Buffer bytes);

  /** The result, now that no more bytes will come. */
  AttemptResult end();
}
