package dev.rcrewai.knowledge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rcrewai.bus.LocalBus;
import dev.rcrewai.knowledge.ChunkIndex.Hit;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Bill;
import dev.rcrewai.step.EmbedderChoice;
import dev.rcrewai.step.EmbeddingCall;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.EmbeddingResult;
import dev.rcrewai.step.Passage;
import dev.rcrewai.step.RecallRequest;
import dev.rcrewai.step.RecallResult;
import dev.rcrewai.step.RecallResult.Failed;
import dev.rcrewai.step.RecallResult.Recalled;
import dev.rcrewai.step.RecallRun;
import dev.rcrewai.step.StepAddresses;
import dev.rcrewai.step.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds what documents say for one conversation. Blocks until the run's deadline at most.
 *
 * <pre>
 *   documents there? ─► vector of the query, where they have vectors ─► search ─► passages
 * </pre>
 */
record Recollection(Library library, LocalBus bus, InstantSource clock) {
  /** What is looked for, in characters; embedders take no more words. */
  static final int QUERY_CHARS_MAX = 4_000;

  /** All passages together; an event of a journal has room for them. */
  static final int PASSAGES_BYTES_MAX = 96 << 10;

  private static final int ID_CHARS = 12;

  RecallResult of(RecallRun run) throws IOException, InterruptedException {
    return switch (run.request()) {
      case RecallRequest.Documents asked -> of(run, asked);
      case RecallRequest.Memories _, RecallRequest.Remember _ ->
          throw new IllegalArgumentException("memories are not kept here");
    };
  }

  private RecallResult of(RecallRun run, RecallRequest.Documents request)
      throws IOException, InterruptedException {
    var wants = new LinkedHashMap<String, Want>();
    for (var knowledge : request.documents()) {
      var wanted = Want.of(run.crew(), run.account().caller(), knowledge, request.embedder());
      for (var want : wanted) {
        switch (library.held(want, run.deadline())) {
          case Library.There(var version) -> wants.put(version.key(), want);
          case Library.NotThere(var why) -> {
            return new Failed(isLate(run) ? Failed.STOPPED : why, null);
          }
        }
      }
    }
    var embedder = request.embedder();
    var query = cut(request.query());
    return embedder == null
        ? recalled(
            wants, library.index().matching(wants.keySet(), query, request.resultsMax()), null)
        : byVector(run, wants, embedder, query, request.resultsMax());
  }

  private boolean isLate(RecallRun run) {
    return !clock.instant().isBefore(run.deadline());
  }

  private RecallResult byVector(
      RecallRun run, Map<String, Want> wants, EmbedderChoice embedder, String query, int most)
      throws IOException, InterruptedException {
    return switch (embedded(run, embedder, query)) {
      case EmbeddingResult.Embedded(var vectors, var bill) ->
          recalled(
              wants,
              library.index().nearest(wants.keySet(), vectors.getFirst().values(), most),
              bill);
      case EmbeddingResult.Failed(var failure, _, var bill) when failure == ChatFailure.ABORTED ->
          new Failed(Failed.STOPPED, bill);
      case EmbeddingResult.Failed(var failure, _, var bill) when failure == ChatFailure.BUDGET ->
          new Failed(Failed.UNPAID, bill);
      case EmbeddingResult.Failed(_, var detail, var bill) ->
          new Failed("no vector of what is looked for: " + detail, bill);
    };
  }

  private EmbeddingResult embedded(RecallRun run, EmbedderChoice embedder, String query)
      throws InterruptedException {
    var request = new EmbeddingRequest(embedder.provider(), embedder.model(), List.of(query));
    var owner = new EmbeddingCall.OfStep(run.execution(), run.path(), run.holder(), run.account());
    var call = new EmbeddingCall(owner, request, run.deadline(), run.keys(), run.trace());
    var left = Duration.between(clock.instant(), run.deadline()).plusSeconds(1);
    try {
      return bus.request(StepAddresses.EMBED, call, left)
          .toCompletionStage()
          .toCompletableFuture()
          .get(left.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return new EmbeddingResult.Failed(
          ChatFailure.TIMEOUT,
          "no answer",
          new Bill(embedder.provider(), embedder.model(), Usage.NONE, BigDecimal.ZERO));
    }
  }

  private static RecallResult recalled(
      Map<String, Want> wants, List<Hit> hits, @Nullable Bill bill) {
    var passages = new ArrayList<Passage>();
    int bytes = 0;
    for (var hit : hits) {
      bytes += hit.text().getBytes(UTF_8).length;
      if (bytes > PASSAGES_BYTES_MAX) {
        break;
      }
      var want = Objects.requireNonNull(wants.get(hit.key()));
      passages.add(
          new Passage(
              hit.key().substring(0, ID_CHARS) + ":" + hit.number(),
              "knowledge: " + want.name() + (hit.place().isEmpty() ? "" : ", " + hit.place()),
              hit.text(),
              Math.round(hit.score() * 1e4) / 1e4));
    }
    return new Recalled(passages, bill);
  }

  private static String cut(String query) {
    return query.length() <= QUERY_CHARS_MAX ? query : query.substring(0, QUERY_CHARS_MAX);
  }
}
