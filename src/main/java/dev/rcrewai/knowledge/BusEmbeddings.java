package dev.rcrewai.knowledge;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingCall;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.EmbeddingResult;
import dev.rcrewai.step.ProviderKeys;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the llm layer, some requests side by side. */
final class BusEmbeddings implements Embeddings {
  /** Texts of one call; it is one request to a provider. */
  private static final int CALL_TEXTS = 64;

  /** Waits for rates and budgets included. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final LocalBus bus;
  private final InstantSource clock;

  BusEmbeddings(LocalBus bus, InstantSource clock) {
    this.bus = bus;
    this.clock = clock;
  }

  @Override
  public List<float[]> of(EmbedderChoice embedder, String crew, List<String> texts)
      throws RefusedException, InterruptedException {
    var request = new EmbeddingRequest(embedder.provider(), embedder.model(), texts);
    var calls = request.batches(CALL_TEXTS).stream().map(batch -> ask(batch, crew)).toList();
    var vectors = new ArrayList<float[]>(texts.size());
    for (var call : calls) {
      switch (result(call)) {
        case EmbeddingResult.Embedded(var made, _) ->
            made.stream().map(Embedding::values).forEach(vectors::add);
        case EmbeddingResult.Failed(_, var detail, _) -> throw new RefusedException(detail);
      }
    }
    return vectors;
  }

  private Future<EmbeddingResult> ask(EmbeddingRequest batch, String crew) {
    var deadline = clock.instant().plus(PATIENCE);
    var call =
        new EmbeddingCall(
            new EmbeddingCall.OfCrew(crew), batch, deadline, ProviderKeys.NONE, TraceContext.NONE);
    return bus.request(StepAddresses.EMBED, call, PATIENCE.plusSeconds(1));
  }

  private static EmbeddingResult result(Future<EmbeddingResult> call)
      throws RefusedException, InterruptedException {
    try {
      var waiting = call.toCompletionStage().toCompletableFuture();
      return waiting.get(PATIENCE.toSeconds() + 2, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new RefusedException("nobody made vectors of it in time");
    }
  }
}
