package dev.rcrewai.memory;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.step.EmbeddingCall;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.EmbeddingResult;
import dev.rcrewai.step.RecallRun;
import dev.rcrewai.step.StepAddresses;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Has vectors made for a recall, within two thirds of its time: without them memories are still
 * found by their words, and the store needs the rest.
 */
record Embeddings(LocalBus bus, InstantSource clock) {
  /**
   * What came of it; it never fails.
   *
   * @param vectors one for each text, or none
   * @param failure why there are none, where that is not as it should be
   * @param bill what was paid, or null where nobody was asked
   */
  record Made(List<MemoryVector> vectors, @Nullable String failure, @Nullable Bill bill) {
    static final Made NONE = new Made(List.of(), null, null);

    Made {
      vectors = List.copyOf(vectors);
    }

    @Nullable MemoryVector of(int text) {
      return vectors.isEmpty() ? null : vectors.get(text);
    }
  }

  Future<Made> of(List<String> texts, @Nullable EmbedderChoice embedder, RecallRun run) {
    var time = Duration.between(clock.instant(), run.deadline()).multipliedBy(2).dividedBy(3);
    boolean sayNothing = texts.isEmpty() || texts.stream().anyMatch(String::isBlank);
    if (embedder == null || sayNothing || !time.isPositive()) {
      return Future.succeededFuture(Made.NONE);
    }
    var call =
        new EmbeddingCall(
            new EmbeddingCall.OfStep(run.execution(), run.path(), run.holder(), run.account()),
            new EmbeddingRequest(embedder.provider(), embedder.model(), texts),
            clock.instant().plus(time),
            run.keys(),
            run.trace());
    var name = embedder.provider() + "/" + embedder.model();
    var patience = time.plus(time.dividedBy(4)); // it answers at its deadline, and says the cost
    return bus.request(StepAddresses.EMBED, call, patience)
        .map(result -> made(name, result))
        .otherwise(
            cause -> new Made(List.of(), "no answer to embeddings: " + cause.getMessage(), null));
  }

  private static Made made(String embedder, EmbeddingResult result) {
    return switch (result) {
      case EmbeddingResult.Embedded(var vectors, var bill) ->
          new Made(
              vectors.stream().map(vector -> new MemoryVector(embedder, vector)).toList(),
              null,
              bill);
      case EmbeddingResult.Failed(var failure, var detail, var bill) ->
          new Made(
              List.of(),
              "no vectors: " + failure.name().toLowerCase(Locale.ROOT) + ": " + detail,
              bill);
    };
  }
}
