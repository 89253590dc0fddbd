package dev.rcrewai.llm;

import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A provider that chats can be sent to, and which may make vectors too. Thread-safe; an attempt
 * stays on the sender's context.
 */
public interface ChatModel extends EmbeddingModel {
  /**
   * Sends once, without a retry.
   *
   * @param key the caller's own, or null where the server's is to be used
   * @param onText hears each piece of a {@link Delivery#STREAMED} answer's text as it arrives
   * @param timeout from now to the last byte; then the request is reset
   * @param trace that the request is part of; told to the provider without what other vendors wrote
   * @param mayLeave asked when the request is about to leave; until it may, the attempt waits
   */
  Attempt send(
      ChatRequest request,
      Delivery delivery,
      @Nullable String key,
      Consumer<String> onText,
      Duration timeout,
      TraceContext trace,
      BooleanSupplier mayLeave);

  /** How long the body of such a request is; no provider counts more tokens in it than bytes. */
  int bytes(ChatRequest request, Delivery delivery);

  /**
   * Asks whether the provider can be called, without paying; empty means yes. To be asked on an
   * event loop. Never fails.
   */
  Future<Optional<AttemptResult.Failure>> probe(Duration timeout);

  /** One request in flight. */
  interface Attempt {
    /** Succeeds exactly once, whatever happened. */
    Future<AttemptResult> result();

    /** For how long nothing more may be asked, where the head of an answer told so. */
    default Optional<Duration> usedUp() {
      return Optional.empty();
    }

    /** Resets the request now; without a result by then, the result is {@code ABORTED}. */
    void abort();

    /** An attempt that is over already. */
    static Attempt over(AttemptResult result) {
      var known = Future.succeededFuture(result);
      return new Attempt() {
        @Override
        public Future<AttemptResult> result() {
          return known;
        }

        @Override
        public void abort() {}
      };
    }
  }
}
