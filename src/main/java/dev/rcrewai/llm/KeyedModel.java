package dev.rcrewai.llm;

import dev.rcrewai.config.Secret;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider whose key may be replaced at any time. Where it refuses the key, somebody looks
 * whether there is another one by now; if so the request is sent once more, as part of the same
 * attempt: nothing of it counts as a failure or as a retry.
 *
 * <pre>
 *   send ─► refused for its key ─► look ─► another one ─► send ─► its result
 *     └─► any other result           └─► the same ─► refused
 * </pre>
 */
public final class KeyedModel implements ChatModel {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedModel.class);

  private final ChatModel model;
  private final Secret key;
  private final Function<String, Future<Boolean>> replaced;

  /**
   * Watches over the key of another model.
   *
   * @param key what the model sends
   * @param replaced looks whether the key is another one than that; answers on the caller's context
   *     and never fails
   */
  public KeyedModel(ChatModel model, Secret key, Function<String, Future<Boolean>> replaced) {
    this.model = model;
    this.key = key;
    this.replaced = replaced;
  }

  @Override
  public Attempt send(
      ChatRequest request,
      Delivery delivery,
      @Nullable String lent,
      Consumer<String> onText,
      Duration timeout,
      TraceContext trace,
      BooleanSupplier mayLeave) {
    return lent == null
        ? new Keyed(() -> model.send(request, delivery, null, onText, timeout, trace, mayLeave))
        : model.send(request, delivery, lent, onText, timeout, trace, mayLeave);
  }

  @Override
  public Attempt embed(
      EmbeddingRequest request,
      @Nullable String lent,
      Consumer<List<Embedding>> onVectors,
      Duration timeout,
      TraceContext trace,
      BooleanSupplier mayLeave) {
    return lent == null
        ? new Keyed(() -> model.embed(request, null, onVectors, timeout, trace, mayLeave))
        : model.embed(request, lent, onVectors, timeout, trace, mayLeave);
  }

  @Override
  public int bytes(ChatRequest request, Delivery delivery) {
    return model.bytes(request, delivery);
  }

  @Override
  public Future<Optional<Failure>> probe(Duration timeout) {
    var used = key.get();
    return model
        .probe(timeout)
        .compose(failure ->
            failure.filter(KeyedModel::isKeyRefused).isEmpty()
                ? Future.succeededFuture(failure)
                : replaced
                    .apply(used)
                    .compose(
                        other -> other ? model.probe(timeout) : Future.succeededFuture(failure)));
  }

  private static boolean isKeyRefused(AttemptResult result) {
    return result instanceof Failure failure && failure.failure() == ChatFailure.AUTH;
  }

  /** One attempt, or two that count as one. Stays on the sender's context. */
  private final class Keyed implements Attempt {
    private final Supplier<Attempt> send;
    private final Promise<AttemptResult> result = Promise.promise();
    private final String used = key.get();
    private Attempt current;

    Keyed(Supplier<Attempt> send) {
      this.send = send;
      this.current = send.get();
      current.result().onSuccess(this::first);
    }

    @Override
    public Future<AttemptResult> result() {
      return result.future();
    }

    @Override
    public Optional<Duration> usedUp() {
      return current.usedUp();
    }

    /** While somebody looks for another key, there is no request to reset. */
    @Override
    public void abort() {
      if (current.result().isComplete()) {
        result.tryComplete(
            Failure.unanswered(ChatFailure.ABORTED, "the call ended while its key was replaced"));
      }
      current.abort();
    }

    private void first(AttemptResult refused) {
      if (isKeyRefused(refused)) {
        replaced.apply(used).onSuccess(other -> second(refused, other));
      } else {
        result.tryComplete(refused);
      }
    }

    private void second(AttemptResult refused, boolean other) {
      if (!other || result.future().isComplete()) {
        result.tryComplete(refused);
        return;
      }
      LOG.info("a provider refused its key; there is another one by now");
      current = send.get();
      current.result().onSuccess(result::tryComplete);
    }
  }
}
