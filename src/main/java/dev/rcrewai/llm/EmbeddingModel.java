package dev.rcrewai.llm;

import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.TraceContext;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A provider that makes vectors of texts. Its attempts end as those at a chat do, so that the same
 * guards fit them; only that a success has no words. Thread-safe; an attempt stays on the sender's
 * context.
 */
public interface EmbeddingModel {
  /**
   * How many texts one attempt takes: so many of the longest vectors fit an answer, and keep an
   * event loop busy for some milliseconds only.
   */
  int BATCH_MAX = 64;

  /**
   * Sends once, without a retry.
   *
   * @param request of at most {@link #BATCH_MAX} texts
   * @param key the caller's own, or null where the server's is to be used
   * @param onVectors hears a vector for each text, in order, before the attempt succeeds
   * @param timeout from now to the last byte; then the request is reset
   * @param trace that the request is part of
   * @param mayLeave asked when the request is about to leave; until it may, the attempt waits
   */
  ChatModel.Attempt embed(
      EmbeddingRequest request,
      @Nullable String key,
      Consumer<List<Embedding>> onVectors,
      Duration timeout,
      TraceContext trace,
      BooleanSupplier mayLeave);
}
