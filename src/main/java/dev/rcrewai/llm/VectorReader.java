package dev.rcrewai.llm;

import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.Embedding;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an answer of vectors. Says how it ended as an attempt at a chat would; they are beside. */
final class VectorReader implements AnswerReader {
  private static final Answered NO_WORDS = new Answered("", FinishReason.STOP, null);

  private final EmbeddingFormat format;
  private final int texts;
  private final Buffer body = Buffer.buffer();
  private List<Embedding> vectors = List.of();

  VectorReader(EmbeddingFormat format, int texts) {
    this.format = format;
    this.texts = texts;
  }

  @Override
  public @Nullable AttemptResult read(Buffer bytes) {
    body.appendBuffer(bytes);
    return null;
  }

  @Override
  public AttemptResult end() {
    var read = format.read(WireJson.readOrMissing(body.getBytes()));
    if (!read.fits(texts)) {
      return AttemptResult.Failure.unanswered(
          ChatFailure.BAD_OUTPUT, "the answer does not have one vector for each text");
    }
    vectors = read.embeddings();
    return new AttemptResult.Success(NO_WORDS, read.model(), read.usage());
  }

  /** What became of the attempt that this reader read. */
  EmbeddingModel.Result result(AttemptResult attempt, String asked) {
    return switch (attempt) {
      case AttemptResult.Success(_, var model, var usage) ->
          new EmbeddingModel.Result.Embedded(vectors, model.isEmpty() ? asked : model, usage);
      case AttemptResult.Failure failure -> new EmbeddingModel.Result.Failed(failure);
    };
  }
}
