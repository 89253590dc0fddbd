package dev.rcrewai.llm;

import dev.rcrewai.config.Dialect;
import dev.rcrewai.config.ProviderSettings;
import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.ProviderConnection.Liveness;
import dev.rcrewai.llm.openai.OpenAiFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Calls of one model from one event loop, with whatever certificate its provider has. */
final class ModelCalls {
  static final Duration LONG = Duration.ofSeconds(20);

  private final Vertx vertx;
  private final HttpChatModel model;
  private final Context loop;

  ModelCalls(Vertx vertx, URI url, Limits limits, Liveness liveness) {
    limits.validateSsl = false;
    var provider = new ProviderSettings("openai", url, null, new Dialect.OpenAi("max_tokens"));
    var format = new OpenAiFormat("max_tokens");
    this.vertx = vertx;
    this.model = new HttpChatModel(vertx, limits.settings(provider), provider, format, liveness);
    this.loop = ((VertxInternal) vertx).createEventLoopContext();
  }

  private ModelCalls(Vertx vertx, HttpChatModel model) {
    this.vertx = vertx;
    this.model = model;
    this.loop = ((VertxInternal) vertx).createEventLoopContext();
  }

  /** Calls of the same model. */
  ModelCalls onAnotherLoop() {
    return new ModelCalls(vertx, model);
  }

  /** A call that was begun. */
  record Begun(ModelCalls calls, Future<ChatModel.Attempt> attempt) {
    Future<AttemptResult> future() {
      return attempt.compose(ChatModel.Attempt::result);
    }

    AttemptResult result() {
      return Waiting.get(future());
    }

    void abort() {
      Waiting.get(attempt);
      calls.loop.runOnContext(_ -> attempt.result().abort());
    }
  }

  Begun begin(Delivery delivery, Duration timeout, BooleanSupplier mayLeave) {
    var attempt = Promise.<ChatModel.Attempt>promise();
    loop.runOnContext(_ ->
        attempt.complete(
            model.send(
                LlmNode.request("hello"),
                delivery,
                null,
                _ -> {},
                timeout,
                TraceContext.NONE,
                mayLeave)));
    return new Begun(this, attempt.future());
  }

  Begun begin(Delivery delivery, Duration timeout) {
    return begin(delivery, timeout, () -> true);
  }

  Begun begin() {
    return begin(Delivery.WHOLE, LONG);
  }

  /** So many, all in one turn. */
  List<Begun> begin(int many) {
    return Stream.generate(this::begin).limit(many).toList();
  }

  AttemptResult answer() {
    return begin().result();
  }
}
