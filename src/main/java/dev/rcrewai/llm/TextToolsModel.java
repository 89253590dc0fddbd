package dev.rcrewai.llm;

import dev.rcrewai.config.ToolMode;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider some or all of whose models are told of tools as {@link TextTools}. Which they are is
 * found out: a model that is refused for its tools is asked again as text, and so from then on.
 */
public final class TextToolsModel implements ChatModel {
  private static final Logger LOG = LoggerFactory.getLogger(TextToolsModel.class);

  /** How Ollama, vLLM and others say that a model takes no tools. */
  private static final Pattern NO_TOOLS =
      Pattern.compile(
          "does not support (tools|tool use|function calling)|--enable-auto-tool-choice",
          Pattern.CASE_INSENSITIVE);

  private final ChatModel model;
  private final ToolMode mode;
  private final Set<String> withoutTools = ConcurrentHashMap.newKeySet();

  public TextToolsModel(ChatModel model, ToolMode mode) {
    this.model = model;
    this.mode = mode;
  }

  @Override
  public Attempt send(
      ChatRequest request,
      Delivery delivery,
      @Nullable String key,
      Consumer<String> onText,
      Duration timeout,
      TraceContext trace,
      BooleanSupplier mayLeave) {
    if (request.tools().isEmpty() || mode == ToolMode.NATIVE) {
      return model.send(request, delivery, key, onText, timeout, trace, mayLeave);
    }
    Sending asText =
        left -> {
          var words = new WordsOnly(onText);
          var text = TextTools.written(request);
          return new Read(model.send(text, delivery, key, words, left, trace, mayLeave));
        };
    var name = request.model().model();
    if (mode == ToolMode.TEXT || withoutTools.contains(name)) {
      return asText.send(timeout);
    }
    var first = model.send(request, delivery, key, onText, timeout, trace, mayLeave);
    return new Twice(name, first, asText, timeout);
  }

  @Override
  public Attempt embed(
      EmbeddingRequest request,
      @Nullable String lent,
      Consumer<List<Embedding>> onVectors,
      Duration timeout,
      TraceContext trace,
      BooleanSupplier mayLeave) {
    return model.embed(request, lent, onVectors, timeout, trace, mayLeave);
  }

  /** The longer of the two forms, where it is not known yet which one it will be. */
  @Override
  public int bytes(ChatRequest request, Delivery delivery) {
    int asIs = model.bytes(request, delivery);
    return request.tools().isEmpty() || mode == ToolMode.NATIVE
        ? asIs
        : Math.max(asIs, model.bytes(TextTools.written(request), delivery));
  }

  @Override
  public Future<Optional<Failure>> probe(Duration timeout) {
    return model.probe(timeout);
  }

  private interface Sending {
    Attempt send(Duration timeout);
  }

  /** An attempt whose answer is text; its calls are in there. */
  private record Read(Attempt attempt) implements Attempt {
    @Override
    public Future<AttemptResult> result() {
      return attempt.result().map(Read::read);
    }

    @Override
    public void abort() {
      attempt.abort();
    }

    private static AttemptResult read(AttemptResult result) {
      return switch (result) {
        case Success(var reply, var model, var usage) -> new Success(read(reply), model, usage);
        case Failure failure -> failure;
      };
    }

    private static Reply read(Reply reply) {
      return switch (reply) {
        case Answered answered -> TextCalls.read(answered);
        case ToolsCalled called -> called;
      };
    }
  }

  /** An attempt that becomes another where the model is refused for its tools. */
  private final class Twice implements Attempt {
    private final long begunNanos = System.nanoTime();
    private final Future<AttemptResult> result;
    private Attempt current;

    Twice(String name, Attempt first, Sending second, Duration timeout) {
      current = first;
      result =
          first
              .result()
              .compose(end -> {
                if (!isForTools(end)) {
                  return Future.succeededFuture(end);
                }
                LOG.info("a model takes no tools and is told of them as text: {}", name);
                withoutTools.add(name);
                current = second.send(timeout.minusNanos(System.nanoTime() - begunNanos));
                return current.result();
              });
    }

    @Override
    public Future<AttemptResult> result() {
      return result;
    }

    @Override
    public void abort() {
      current.abort();
    }

    private static boolean isForTools(AttemptResult end) {
      return end instanceof Failure failure
          && failure.failure() == ChatFailure.BAD_REQUEST
          && NO_TOOLS.matcher(failure.detail()).find();
    }
  }
}
