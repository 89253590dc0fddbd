package dev.rcrewai.llm;

import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A provider that makes vectors of texts. Thread-safe; stays on the sender's context. */
public interface EmbeddingModel {
  /**
   * More texts than that are sent in several requests, one after the other: so many of the longest
   * vectors fit an answer, and keep an event loop busy for some milliseconds only.
   */
  int BATCH_MAX = 64;

  /**
   * Sends each batch once, without a retry; the first that fails ends it. Never fails itself.
   *
   * @param timeout of one batch
   * @param mayLeave asked when a batch is about to leave; until it may, it waits
   */
  Future<Result> embed(EmbeddingRequest request, Duration timeout, BooleanSupplier mayLeave);

  /** How it ended. */
  sealed interface Result {
    /**
     * Each text has its vector.
     *
     * @param model the model that made them, in the provider's words
     */
    record Embedded(List<Embedding> vectors, String model, Usage usage) implements Result {
      public Embedded {
        vectors = List.copyOf(vectors);
      }

      /** The result of this batch and those after it. */
      Result before(Result rest) {
        return switch (rest) {
          case Embedded next -> {
            var all = new ArrayList<>(vectors);
            all.addAll(next.vectors);
            yield new Embedded(all, next.model, usage.plus(next.usage));
          }
          case Failed(var cause) ->
              new Failed(
                  new AttemptResult.Failure(
                      cause.failure(),
                      cause.detail(),
                      cause.status(),
                      cause.hint(),
                      usage.plus(cause.usage())));
        };
      }
    }

    /** None has; the failure's usage counts the batches before too. */
    record Failed(AttemptResult.Failure failure) implements Result {}
  }
}
