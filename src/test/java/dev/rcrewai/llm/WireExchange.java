package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.json;
import static dev.rcrewai.llm.WireFixtures.inPieces;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.config.Dialect;
import dev.rcrewai.config.ProviderSettings;
import dev.rcrewai.config.Secret;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.WireFixtures.Refusal;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.TraceContext;
import dev.rcrewai.step.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One provider's wire format on one side, a scripted server on the other; what differs is abstract.
 */
@ParameterizedClass
@EnumSource(names = {"CLEAR_TEXT", "HTTP_2"})
abstract class WireExchange {
  static final String KEY = "key-that-nobody-may-see";

  /** Shared by the classes that extend this one, so it ends with the JVM. */
  static final Vertx VERTX = Vertx.vertx();

  static final String TEXT = "Grüße 🙂 aus Köln";

  @Parameter
  @SuppressWarnings("NullAway.Init") // before each test
  private Protocol protocol;

  @SuppressWarnings("NullAway.Init") // before each test
  ScriptedProvider server;

  final List<String> shown = new CopyOnWriteArrayList<>();
  final WireFixtures recorded = new WireFixtures(provider());

  /** The directory of its recorded exchanges. */
  abstract String provider();

  abstract WireFormat format();

  /** The model that is asked, and the one that says it answered. */
  abstract String asked();

  abstract String answered();

  /** The path and query of a chat. */
  abstract String path(Delivery delivery);

  /** The headers beside those that all have. */
  abstract Map<String, String> head();

  abstract String modelsPath();

  abstract String streamType();

  /** What all recorded answers cost. */
  Usage usage() {
    return new Usage(131, 64, 44, 20);
  }

  /** Makes of the recorded request one whose answer is streamed. */
  abstract void streamed(ObjectNode request);

  /** Makes of the recorded request one in which nothing may be called. */
  abstract void withoutTools(ObjectNode request);

  /** Makes of the recorded request one in which something must be called. */
  abstract void withToolForced(ObjectNode request);

  /** Makes of a request one for an answer of {@link WireFixtures#ANSWER}. */
  abstract void structured(ObjectNode request);

  /** The same of one with tools that may be called. */
  void structuredBesideTools(ObjectNode request) {
    structured(request);
  }

  /** A message with a picture and the text "What is this?", as it stands in a request. */
  abstract String withPicture(Image.Source source);

  /** The recorded word that says that the model stopped by itself. */
  abstract String stopWord();

  /** Failed requests; at least one for each class of failure that the provider tells apart. */
  abstract List<Refusal> refusals();

  /** What becomes of a call whose arguments are not JSON. */
  void assertBadArguments(AttemptResult result) {
    assertThat(calls(result).getFirst().arguments()).isEqualTo("{\"city\":\"Fa");
  }

  @BeforeEach
  void startServer() {
    server = protocol.start(VERTX);
  }

  @AfterEach
  void stopServer() {
    server.stop();
  }

  HttpChatModel model() {
    var base = URI.create(server.baseUrl().toString().replace("/v1", "/base"));
    var settings =
        new ProviderSettings("p", base, new Secret(KEY), new Dialect.OpenAi("max_tokens"));
    var limits = new Limits();
    limits.validateSsl = false;
    return new HttpChatModel(VERTX, limits.settings(settings), settings, format());
  }

  AttemptResult send(ChatRequest request, Delivery delivery) {
    var model = model();
    return await(() ->
        model
            .send(
                request,
                delivery,
                null,
                shown::add,
                Duration.ofSeconds(10),
                TraceContext.NONE,
                () -> true)
            .result());
  }

  /** What comes of this, begun on an event loop. */
  static <T> T await(Supplier<Future<T>> begun) {
    Promise<T> result = Promise.promise();
    VERTX.runOnContext(now -> begun.get().onComplete(result));
    return Waiting.get(result.future());
  }

  AttemptResult whole(String body) {
    server.then(json(200, body));
    return send(WireFixtures.question(asked()), Delivery.WHOLE);
  }

  AttemptResult streamed(String body) {
    server.then(inPieces(streamType(), body));
    return send(WireFixtures.question(asked()), Delivery.STREAMED);
  }

  static ToolsCalled toolsCalled(AttemptResult result) {
    assertThat(result).isInstanceOf(Success.class);
    return (ToolsCalled) ((Success) result).reply();
  }

  static List<ToolCall> calls(AttemptResult result) {
    return toolsCalled(result).calls();
  }

  static ObjectAssert<Failure> assertFailed(AttemptResult result, ChatFailure expected) {
    return assertThat(result)
        .asInstanceOf(type(Failure.class))
        .satisfies(failure -> assertThat(failure.failure()).isEqualTo(expected));
  }

  Success answer(FinishReason reason, String text) {
    return new Success(new Answered(text, reason, null), answered(), usage());
  }
}
