package dev.rcrewai.llm;

import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.Embedding;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads an answer of vectors, which comes in one piece. */
final class VectorReader implements AnswerReader {
  private static final Answered NO_WORDS = new Answered("", FinishReason.STOP, null);

  private final EmbeddingFormat format;
  private final int texts;
  private final Consumer<List<Embedding>> onVectors;
  private final Buffer body = Buffer.buffer();

  VectorReader(EmbeddingFormat format, int texts, Consumer<List<Embedding>> onVectors) {
    this.format = format;
    this.texts = texts;
    this.onVectors = onVectors;
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
    onVectors.accept(read.embeddings());
    return new AttemptResult.Success(NO_WORDS, read.model(), read.usage());
  }
}
