package dev.rcrewai.sandbox;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One provider's wire format: what its requests mean and how its answers look; no I/O. */
interface Wire {
  /** Whether a POST to the path is a chat request of this provider. */
  boolean isChat(String path);

  /** What a GET of the path answers, for example the list of models; null where it is not ours. */
  @Nullable Buffer page(String path);

  /** Reads a chat request. */
  Reading read(Buffer body, UnaryOperator<@Nullable String> headers);

  /** An answer as the bytes of a whole body or of a stream, as the request wanted. */
  Body write(Reading.Asked asked, Answer.Said said);

  /** The same with JSON that ends halfway. */
  Body writeMalformed(Reading.Asked asked, Answer.Said said);

  /** A raw body, labelled as the request's answer would be. */
  Body write(Reading.Asked asked, Answer.Raw raw);

  /** An error body. */
  Body write(Answer.Refused refused);

  /** Response headers that every answer of this provider has, and those of an error. */
  Map<String, String> headers(Answer answer, long fingerprint);

  /** A chat request, or why it is none. */
  sealed interface Reading {
    /**
     * @param usage whether a stream ends with the tokens used
     */
    record Asked(Prompt prompt, boolean stream, boolean usage) implements Reading {}

    record Invalid(Answer.Refused refused) implements Reading {}
  }

  /** A response body in the pieces in which a provider would send it. */
  record Body(String contentType, boolean stream, List<Piece> pieces) {
    public Body {
      pieces = List.copyOf(pieces);
    }

    static Body whole(String contentType, Buffer bytes, int tokens) {
      return new Body(contentType, false, List.of(new Piece(bytes, tokens)));
    }

    Buffer bytes() {
      var all = Buffer.buffer();
      pieces.forEach(piece -> all.appendBuffer(piece.bytes()));
      return all;
    }
  }

  /**
   * @param tokens how many tokens of the model it holds
   */
  record Piece(Buffer bytes, int tokens) {}
}
