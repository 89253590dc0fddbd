package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.llm.EmbeddingModel.Result;
import dev.rcrewai.llm.EmbeddingModel.Result.Embedded;
import dev.rcrewai.llm.EmbeddingModel.Result.Failed;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.Usage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every provider that makes vectors must do. */
abstract class EmbeddingContract extends WireRequestContract {
  private static final List<Embedding> TWO =
      List.of(
          new Embedding(new float[] {0.01f, -0.02f}), new Embedding(new float[] {0.03f, 0.04f}));

  /** The model of the recorded exchange, and the path and query to which it goes. */
  abstract String embedder();

  abstract String embeddingsPath();

  /** How many tokens the recorded answer says. */
  long embeddingTokens() {
    return 6;
  }

  private Result embed(List<String> texts) {
    var request = new EmbeddingRequest("p", embedder(), texts);
    return await(() -> model().embed(request, Duration.ofSeconds(10), () -> true));
  }

  private Result embed() {
    return embed(List.of("first text", "second text"));
  }

  @Shows("embeddings")
  @Test
  void embeddings_ofTwoTexts_areTheirVectorsInOrder() {
    server.then(json(200, recorded.text("embeddings.json")));
    var usage = new Usage(embeddingTokens(), 0, 0, 0);
    assertThat(embed()).isEqualTo(new Embedded(TWO, embedder(), usage));
    var received = server.received().getFirst();
    assertThat(received.path()).isEqualTo("/base" + embeddingsPath());
    assertThat(received.headers()).containsAllEntriesOf(head());
    assertThat(WireFixtures.object(received.body())).isEqualTo(recorded.json("embeddings-request"));
  }

  @Shows("embeddings, an answer that is none")
  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null", "<html>", "cut", "one"})
  void embeddings_answerOfAnotherKind_isBadOutput(String body) {
    var two = recorded.text("embeddings.json");
    var sent =
        switch (body) {
          case "cut" -> two.substring(0, two.length() - 9);
          case "one" -> two.replace("0.03,0.04", "0.03");
          default -> body;
        };
    server.then(json(200, sent));
    assertFailed(embed(), ChatFailure.BAD_OUTPUT);
  }

  @Test
  void embeddings_refused_sayWhy() {
    var refusal = refusals().getFirst();
    server.then(json(refusal.status(), refusal.body()));
    assertFailed(embed(), refusal.failure());
  }

  @Test
  void embeddings_ofManyTexts_areAskedForInBatches() {
    server.always(json(200, recorded.text("embeddings.json")));
    var texts = Collections.nCopies(EmbeddingModel.BATCH_MAX + 2, "text");
    // The first batch has more texts than the scripted answer has vectors.
    assertFailed(embed(texts), ChatFailure.BAD_OUTPUT);
    var body = server.received().getFirst().body();
    assertThat(body.split("\"text\"[,}\\]]", -1)).hasSize(EmbeddingModel.BATCH_MAX + 1);
  }

  private static void assertFailed(Result result, ChatFailure expected) {
    assertThat(result)
        .asInstanceOf(type(Failed.class))
        .satisfies(failed -> assertThat(failed.failure().failure()).isEqualTo(expected));
  }
}
