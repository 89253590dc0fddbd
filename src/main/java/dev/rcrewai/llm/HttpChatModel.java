package dev.rcrewai.llm;

import dev.rcrewai.config.ChatTimes;
import dev.rcrewai.config.LlmSettings;
import dev.rcrewai.config.ProviderSettings;
import dev.rcrewai.config.Version;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.ProviderConnection.Liveness;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider behind HTTP, whatever its wire format. Uses Vert.x' HttpClient and not its WebClient,
 * since WebClient gives no handle on a request in flight, and an abort must reset it.
 */
public final class HttpChatModel implements ChatModel {
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-client-request-id");
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence AGENT =
      HttpHeaders.createOptimized("RCrewAI/" + Version.value() + " (Production)");

  private static final Buffer NOTHING = Buffer.buffer();

  private final Vertx vertx;

  private final Endpoint endpoint;
  private final ChatTimes times;
  private final ProviderSettings provider;
  private final WireFormat format;
  private final String basePath;

  public HttpChatModel(
      Vertx vertx, LlmSettings settings, ProviderSettings provider, WireFormat format) {
    this(vertx, settings, provider, format, Liveness.USUAL);
  }

  /** The same with another patience with providers that say nothing. */
  HttpChatModel(
      Vertx vertx,
      LlmSettings settings,
      ProviderSettings provider,
      WireFormat format,
      Liveness liveness) {
    this.vertx = vertx;
    this.times = settings.times();
    this.provider = provider;
    this.format = format;
    this.basePath = withoutSlash(provider.baseUrl().getRawPath());
    this.endpoint = new Endpoint(vertx, settings, provider.baseUrl(), liveness);
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
    var obstacle = format.obstacle(request);
    if (obstacle != null) {
      return Attempt.over(Failure.unanswered(ChatFailure.BAD_REQUEST, obstacle));
    }
    return begin(
        HttpMethod.POST,
        () -> format.post(request, delivery),
        delivery,
        key == null ? ownKey() : key,
        type -> format.reader(delivery, type, onText),
        timeout,
        trace,
        mayLeave);
  }

  @Override
  public Attempt embed(
      EmbeddingRequest request,
      @Nullable String key,
      Consumer<List<Embedding>> onVectors,
      Duration timeout,
      TraceContext trace,
      BooleanSupplier mayLeave) {
    var vectors = format.embeddings();
    if (vectors == null) {
      var why = "provider '" + provider.name() + "' makes no vectors";
      return Attempt.over(Failure.unanswered(ChatFailure.BAD_REQUEST, why));
    }
    int texts = request.texts().size();
    return begin(
        HttpMethod.POST,
        () -> vectors.post(request),
        Delivery.WHOLE,
        key == null ? ownKey() : key,
        _ -> JsonAnswer.whole(Listing.vectors(vectors, texts, onVectors)),
        timeout,
        trace,
        mayLeave);
  }

  /**
   * An attempt that has begun.
   *
   * @param post writes the request
   * @param readers what reads an answer that is no error, by its content type
   */
  private Attempt begin(
      HttpMethod method,
      Supplier<WireFormat.Post> post,
      Delivery delivery,
      @Nullable String key,
      Function<String, AnswerReader> readers,
      Duration timeout,
      TraceContext trace,
      BooleanSupplier mayLeave) {
    var attempt =
        new HttpAttempt(
            vertx,
            times,
            delivery,
            answer ->
                isSuccess(answer)
                    ? readers.apply(contentType(answer))
                    : new ErrorReader(format, answer, Instant.now()),
            new Redaction(key, () -> post.get().body()),
            mayLeave);
    attempt.start(
        endpoint.connections(),
        () -> {
          var written = post.get();
          var head = request(method, written.path(), key);
          trace.withoutState().headers().forEach(head::putHeader);
          return new HttpAttempt.Outgoing(head, written.body());
        },
        timeout);
    return attempt;
  }

  @Override
  public int bytes(ChatRequest request, Delivery delivery) {
    return format.obstacle(request) == null ? format.post(request, delivery).body().length() : 0;
  }

  @Override
  public Future<Optional<Failure>> probe(Duration timeout) {
    return list(new PassedBy(), timeout)
        .result()
        .map(result ->
            switch (result) {
              case Success _ -> Optional.empty();
              case Failure failure -> Optional.of(failure);
            });
  }

  /**
   * The names of the provider's models, of a long list the first page; empty where it gives none.
   * To be asked on an event loop. Never fails.
   */
  public Future<List<String>> models(Duration timeout) {
    var names = new ArrayList<String>();
    return list(JsonAnswer.whole(Listing.models(format, names::addAll)), timeout)
        .result()
        .map(_ -> List.copyOf(names));
  }

  /** Asks for the list of models. */
  private Attempt list(AnswerReader reader, Duration timeout) {
    return begin(
        HttpMethod.GET,
        () -> new WireFormat.Post(format.modelsPath(), NOTHING),
        Delivery.WHOLE,
        ownKey(),
        _ -> reader,
        timeout,
        TraceContext.NONE,
        () -> true);
  }

  private static String contentType(HttpClientResponse answer) {
    var type = answer.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null ? "" : type.toLowerCase(Locale.ROOT);
  }

  private static boolean isSuccess(HttpClientResponse answer) {
    return answer.statusCode() >= 200 && answer.statusCode() < 300;
  }

  /** Read anew for each request, since it may have been replaced meanwhile. */
  private @Nullable String ownKey() {
    var key = provider.apiKey();
    return key == null ? null : key.get();
  }

  private RequestOptions request(HttpMethod method, String path, @Nullable String key) {
    var random = ThreadLocalRandom.current();
    var request =
        new RequestOptions()
            .setMethod(method)
            .setURI(basePath + path)
            .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
            .putHeader(HttpHeaders.USER_AGENT, AGENT)
            .putHeader(REQUEST_ID, new UUID(random.nextLong(), random.nextLong()).toString());
    format.headers().forEach(request::putHeader);
    if (key != null) {
      format.credentials(key).forEach(request::putHeader);
    }
    return request;
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** An answer whose status says it all; the list, which may be long, flows by. */
  private static final class PassedBy implements AnswerReader {
    @Override
    public @Nullable AttemptResult read(Buffer bytes) {
      return null;
    }

    @Override
    public AttemptResult end() {
      return new Success(new Answered("", FinishReason.STOP, null), "", Usage.NONE);
    }
  }
}
