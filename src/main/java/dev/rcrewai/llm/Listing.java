package dev.rcrewai.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.Embedding;
import java.util.List;
import java.util.function.Consumer;

/** What an answer means that is a list and no chat; a success has no words. */
abstract class Listing implements Interpreter {
  private static final Answered NO_WORDS = new Answered("", FinishReason.STOP, null);

  private final ReplyDraft draft = new ReplyDraft();

  /** The models that a provider names. */
  static Interpreter models(WireFormat format, Consumer<List<String>> onNames) {
    return new Listing() {
      @Override
      public AttemptResult take(JsonNode list) {
        onNames.accept(format.models(list));
        return success("");
      }
    };
  }

  /** A vector for each of so many texts. */
  static Interpreter vectors(
      EmbeddingFormat format, int texts, Consumer<List<Embedding>> onVectors) {
    return new Listing() {
      @Override
      public AttemptResult take(JsonNode answer) {
        var vectors = format.read(answer);
        draft().usage(vectors.usage());
        if (!vectors.fits(texts)) {
          var words = "the answer does not have one vector for each text";
          return draft().failure(ChatFailure.BAD_OUTPUT, words);
        }
        onVectors.accept(vectors.embeddings());
        return success(vectors.model());
      }
    };
  }

  @Override
  public AttemptResult end() {
    return draft.failure(ChatFailure.BAD_OUTPUT, "the answer is empty");
  }

  @Override
  public ReplyDraft draft() {
    return draft;
  }

  AttemptResult success(String model) {
    return new AttemptResult.Success(NO_WORDS, model, draft.usage());
  }
}
