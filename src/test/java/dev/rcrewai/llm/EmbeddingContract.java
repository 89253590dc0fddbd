package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.Shows.Subject;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.step.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every provider that makes vectors must do. */
abstract class EmbeddingContract extends WireRequestContract {
  private final List<Embedding> heard = new CopyOnWriteArrayList<>();

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

  private AttemptResult embed() {
    var request = new EmbeddingRequest("p", embedder(), List.of("first text", "second text"));
    return await(() ->
        model()
            .embed(
                request, null, heard::addAll, Duration.ofSeconds(10), TraceContext.NONE, () -> true)
            .result());
  }

  @Shows(of = Subject.EMBEDDINGS, value = "vectors in the order of the texts")
  @Test
  void embeddings_ofTwoTexts_areTheirVectorsInOrder() {
    server.then(json(200, recorded.text("embeddings.json")));
    var usage = new Usage(embeddingTokens(), 0, 0, 0);
    assertThat(embed())
        .isInstanceOf(Success.class)
        .extracting(AttemptResult::usage)
        .isEqualTo(usage);
    assertThat(heard).isEqualTo(TWO);
    var received = server.received().getFirst();
    assertThat(received.path()).isEqualTo("/base" + embeddingsPath());
    assertThat(received.headers()).containsAllEntriesOf(head());
    assertThat(WireFixtures.object(received.body())).isEqualTo(recorded.json("embeddings-request"));
  }

  @Shows(of = Subject.EMBEDDINGS, value = "an answer that is none")
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
    assertThat(heard).isEmpty();
  }

  @Test
  void embeddings_refused_sayWhy() {
    var refusal = refusals().getFirst();
    server.then(json(refusal.status(), refusal.body()));
    assertFailed(embed(), refusal.failure());
  }
}
