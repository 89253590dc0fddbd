package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.EmbeddingModel.Result.Embedded;
import dev.rcrewai.llm.EmbeddingModel.Result.Failed;
import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.ollama.OllamaFormat;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.Usage;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Texts that go in several requests. */
class EmbeddingBatchTest {
  private static final int TEXTS = EmbeddingModel.BATCH_MAX + 2;

  private final Vertx vertx = Vertx.vertx();
  private final ScriptedProvider server = ScriptedProvider.start(vertx);

  @AfterEach
  void close() {
    Waiting.get(vertx.close());
  }

  /** So many vectors, of which the first value counts from a number on. */
  private static ScriptedProvider.Script vectors(int from, int count) {
    var all =
        IntStream.range(from, from + count)
            .mapToObj(i -> "[" + i + ",1]")
            .collect(Collectors.joining(","));
    return json(200, "{\"embeddings\":[" + all + "],\"prompt_eval_count\":" + count + "}");
  }

  private EmbeddingModel.Result embed() {
    var settings = LlmNode.provider(server.baseUrl());
    var model =
        new HttpChatModel(vertx, new Limits().settings(settings), settings, new OllamaFormat(8));
    var request = new EmbeddingRequest("p", "m", Collections.nCopies(TEXTS, "text"));
    return WireExchange.await(() -> model.embed(request, Duration.ofSeconds(10), () -> true));
  }

  @Test
  void vectors_ofSeveralBatches_areInOrder() {
    server.then(vectors(0, EmbeddingModel.BATCH_MAX), vectors(EmbeddingModel.BATCH_MAX, 2));
    var embedded = (Embedded) embed();
    assertThat(embedded.vectors())
        .hasSize(TEXTS)
        .last()
        .isEqualTo(new Embedding(new float[] {TEXTS - 1, 1}));
    assertThat(embedded.usage()).isEqualTo(new Usage(TEXTS, 0, 0, 0));
    assertThat(server.asked()).isEqualTo(2);
  }

  @Test
  void laterBatch_thatFails_endsItAndCountsTheFirst() {
    server.then(vectors(0, EmbeddingModel.BATCH_MAX), json(500, "{\"error\":\"no\"}"));
    var failed = (Failed) embed();
    assertThat(failed.failure().status()).isEqualTo(500);
    assertThat(failed.failure().usage()).isEqualTo(new Usage(EmbeddingModel.BATCH_MAX, 0, 0, 0));
  }
}
