package dev.rcrewai.llm;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What an answer means whose pieces are JSON values. Belongs to one attempt. */
public interface Interpreter {
  /** Takes the next piece; the result as soon as it is known, before that null. */
  @Nullable AttemptResult take(JsonNode piece);

  /** The result, now that no more pieces will come. */
  AttemptResult end();

  /** What is known of the reply so far. */
  ReplyDraft draft();
}
