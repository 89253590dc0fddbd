package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.answer;
import static dev.rcrewai.llm.ScriptedProvider.error;
import static dev.rcrewai.llm.ScriptedProvider.hang;
import static dev.rcrewai.llm.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.config.Dialect;
import dev.rcrewai.config.ProviderSettings;
import dev.rcrewai.config.Secret;
import dev.rcrewai.config.Version;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.openai.OpenAiFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpChatModelTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration LONG = Duration.ofSeconds(10);

  private final ScriptedProvider provider = ScriptedProvider.start(VERTX);
  private final Secret key = new Secret(LlmNode.KEY);

  @AfterEach
  void stopProvider() {
    provider.stop();
  }

  @AfterAll
  static void stopVertx() {
    Waiting.get(VERTX.close());
  }

  private static HttpChatModel model(ProviderSettings provider, Limits limits) {
    return new HttpChatModel(
        VERTX, limits.settings(provider), provider, new OpenAiFormat("max_tokens"));
  }

  private HttpChatModel model() {
    return model(
        new ProviderSettings("openai", provider.baseUrl(), key, new Dialect.OpenAi("max_tokens")),
        new Limits());
  }

  private static HttpChatModel modelAt(String url) {
    return model(
        new ProviderSettings("openai", URI.create(url), null, new Dialect.OpenAi("max_tokens")),
        new Limits());
  }

  private static AttemptResult send(HttpChatModel model, Delivery delivery, Duration timeout) {
    Promise<AttemptResult> result = Promise.promise();
    VERTX.runOnContext(now ->
        model
            .send(
                LlmNode.request("hello"),
                delivery,
                null,
                text -> {},
                timeout,
                TraceContext.NONE,
                () -> true)
            .result()
            .onComplete(result));
    return Waiting.get(result.future());
  }

  private static AttemptResult send(HttpChatModel model) {
    return send(model, Delivery.WHOLE, LONG);
  }

  private static ObjectAssert<Failure> assertFailed(AttemptResult result, ChatFailure expected) {
    return assertThat(result)
        .asInstanceOf(type(Failure.class))
        .satisfies(failure -> assertThat(failure.failure()).isEqualTo(expected));
  }

  @Test
  void request_hasOurHeadersAndPath() {
    send(model());
    var received = provider.received().getFirst();
    assertThat(received.method()).isEqualTo("POST");
    assertThat(received.path()).isEqualTo("/v1/chat/completions");
    assertThat(received.headers())
        .containsEntry("Authorization", "Bearer " + LlmNode.KEY)
        .containsEntry("Content-Type", "application/json")
        .containsEntry("User-Agent", "RCrewAI/" + Version.value() + " (Production)");
    assertThat(received.body()).contains("\"hello\"");
  }

  @Test
  void request_partOfATrace_tellsTheProviderAllButTheStateOfOthers() {
    provider.then(ScriptedProvider.error(400, "no"));
    var trace =
        TraceContext.of("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "01", "v=1");
    Promise<AttemptResult> result = Promise.promise();
    VERTX.runOnContext(now ->
        model()
            .send(
                LlmNode.request("hello"), Delivery.WHOLE, null, text -> {}, LONG, trace, () -> true)
            .result()
            .onComplete(result));
    Waiting.get(result.future());
    assertThat(provider.received().getFirst().headers())
        .containsEntry("traceparent", trace.parent())
        .doesNotContainKeys("tracestate", "baggage");
  }

  @Test
  void request_thatMayNotLeave_waitsThoughItIsConnected() {
    var asked = new AtomicInteger();
    Promise<AttemptResult> result = Promise.promise();
    VERTX.runOnContext(now ->
        model()
            .send(
                LlmNode.request("hello"),
                Delivery.WHOLE,
                null,
                text -> {},
                LONG,
                TraceContext.NONE,
                () -> asked.incrementAndGet() == 3)
            .result()
            .onComplete(result));
    Waiting.get(result.future());
    assertThat(asked).hasValue(3);
    assertThat(provider.received()).hasSize(1);
  }

  @Test
  void request_eachAttempt_hasItsOwnId() {
    var model = model();
    send(model);
    send(model);
    assertThat(provider.received())
        .extracting(received -> received.headers().get("X-Client-Request-Id"))
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }

  @Test
  void request_keyIsSwapped_usesTheNewOne() {
    var model = model();
    send(model);
    key.swap("another");
    send(model);
    assertThat(provider.received().getLast().headers())
        .containsEntry("Authorization", "Bearer another");
  }

  @Test
  void request_withoutKey_hasNoAuthorization() {
    send(modelAt(provider.baseUrl() + "/"));
    var received = provider.received().getFirst();
    assertThat(received.headers()).doesNotContainKey("Authorization");
    assertThat(received.path()).isEqualTo("/v1/chat/completions");
  }

  @Test
  void send_oneConnection_isUsedAgain() {
    var model = model();
    for (int i = 0; i < 5; i++) {
      assertThat(send(model)).isInstanceOf(Success.class);
    }
    assertThat(provider.connections()).isEqualTo(1);
  }

  @Test
  void answer_statusIsReadBeforeTheBody() {
    provider.then(json(500, ScriptedProvider.completion("looks fine")));
    assertFailed(send(model()), ChatFailure.SERVER);
  }

  @Test
  void answer_redirect_isNotFollowed() {
    provider.then(json(301, "", "location", provider.baseUrl() + "/elsewhere"));
    assertFailed(send(model()), ChatFailure.BAD_REQUEST);
    assertThat(provider.asked()).isEqualTo(1);
  }

  @Test
  void answer_tooLarge_isCutAndReset() {
    var mebibyte = Buffer.buffer(" ".repeat(1 << 20));
    provider.then(response -> {
      response.setChunked(true);
      for (int i = 0; i < 9; i++) {
        response.write(mebibyte);
      }
    });
    assertFailed(send(model()), ChatFailure.BAD_OUTPUT)
        .satisfies(failure -> assertThat(failure.detail()).contains("8 MiB"));
    Waiting.until("reset", Duration.ofSeconds(1), () -> provider.cutOff() == 1);
  }

  @Test
  void answer_hugeErrorPage_isJudgedByItsStatus() {
    provider.then(json(502, "<html>" + "x".repeat(1 << 20)));
    assertFailed(send(model()), ChatFailure.SERVER)
        .satisfies(failure -> assertThat(failure.detail()).isEqualTo("HTTP 502: no reason given"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"request-id", "apim-request-id"})
  void answer_errorWithAnotherProvidersRequestId_namesItToo(String header) {
    provider.then(error(400, "bad", header, "req_7"));
    assertFailed(send(model()), ChatFailure.BAD_REQUEST)
        .satisfies(failure -> assertThat(failure.detail()).endsWith("(request req_7)"));
  }

  @Test
  void answer_errorWithRequestId_namesIt() {
    provider.then(error(400, "bad", "x-request-id", "req_7"));
    assertFailed(send(model()), ChatFailure.BAD_REQUEST)
        .satisfies(failure ->
            assertThat(failure.detail()).isEqualTo("HTTP 400 bad: no luck (request req_7)"));
  }

  @Test
  void answer_whoseReaderFails_isBadOutputAndReset() {
    provider.then(ScriptedProvider.streamAndHang(ScriptedProvider.text("a")));
    Promise<AttemptResult> result = Promise.promise();
    Consumer<String> broken =
        text -> {
          throw new IllegalStateException("a defect of ours");
        };
    var model = model();
    VERTX.runOnContext(now ->
        model
            .send(
                LlmNode.request("hello"),
                Delivery.STREAMED,
                null,
                broken,
                LONG,
                TraceContext.NONE,
                () -> true)
            .result()
            .onComplete(result));
    assertFailed(Waiting.get(result.future()), ChatFailure.BAD_OUTPUT);
    Waiting.until("reset", Duration.ofSeconds(1), () -> provider.cutOff() == 1);
  }

  @Test
  void answer_doneButNotEnded_isTakenAndTheConnectionClosed() {
    provider.then(
        ScriptedProvider.streamAndHang(
            ScriptedProvider.text("ok"), ScriptedProvider.finish("stop"), ScriptedProvider.DONE));
    assertThat(send(model(), Delivery.STREAMED, LONG)).isInstanceOf(Success.class);
    Waiting.until("reset", Duration.ofSeconds(3), () -> provider.cutOff() == 1);
  }

  @Test
  void send_noAnswerInTime_isTimeoutAndReset() {
    provider.then(hang());
    assertFailed(send(model(), Delivery.WHOLE, Duration.ofMillis(100)), ChatFailure.TIMEOUT);
    Waiting.until("reset", Duration.ofSeconds(1), () -> provider.cutOff() == 1);
  }

  @Test
  void send_nobodyListens_isNetwork() throws IOException {
    int port;
    try (var taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    assertFailed(send(modelAt("http://localhost:" + port + "/v1")), ChatFailure.NETWORK)
        .satisfies(
            failure -> assertThat(failure.detail()).isEqualTo("the provider cannot be reached"));
  }

  @Test
  void send_unknownHost_isNetwork() {
    assertFailed(send(modelAt("http://no-such-host.invalid/v1")), ChatFailure.NETWORK)
        .satisfies(failure -> assertThat(failure.detail()).contains("host name is unknown"));
  }

  @Test
  void abort_beforeTheConnectionIsThere_sendsNothing() {
    var model = model();
    Promise<AttemptResult> result = Promise.promise();
    VERTX.runOnContext(now -> {
      var attempt =
          model.send(
              LlmNode.request("hello"),
              Delivery.WHOLE,
              null,
              text -> {},
              LONG,
              TraceContext.NONE,
              () -> true);
      attempt.abort();
      attempt.result().onComplete(result);
    });
    assertFailed(Waiting.get(result.future()), ChatFailure.ABORTED);
    // The next request goes its way, so the aborted one has had its chance to be sent.
    assertThat(send(model)).isInstanceOf(Success.class);
    assertThat(provider.asked()).isEqualTo(1);
  }

  @Test
  void certificate_notTrusted_isRefusedUnlessSwitchedOff(@TempDir Path dir) throws Exception {
    var secure =
        new ScriptedProvider(
            VERTX, new HttpServerOptions().setSsl(true).setKeyCertOptions(SelfSigned.in(dir)));
    var settings =
        new ProviderSettings("openai", secure.baseUrl(), null, new Dialect.OpenAi("max_tokens"));
    var lax = new Limits();
    lax.validateSsl = false;
    assertFailed(send(model(settings, new Limits())), ChatFailure.NETWORK)
        .satisfies(failure -> assertThat(failure.detail()).contains("certificate"));
    assertThat(send(model(settings, lax))).isInstanceOf(Success.class);
    secure.stop();
  }

  private Optional<Failure> probe(Duration timeout) {
    Promise<Optional<Failure>> answer = Promise.promise();
    VERTX.runOnContext(_ -> model().probe(timeout).onComplete(answer));
    return Waiting.get(answer.future());
  }

  @Test
  void probe_listOfModels_isFine() {
    provider.then(json(200, "{\"data\":[]}"));
    assertThat(probe(LONG)).isEmpty();
    assertThat(provider.received().getFirst().path()).isEqualTo("/v1/models");
  }

  @Test
  void probe_keyRefused_saysSo() {
    provider.then(error(401, ""));
    assertThat(probe(LONG).map(Failure::failure)).contains(ChatFailure.AUTH);
  }

  @Test
  void probe_noAnswer_failsInTime() {
    provider.then(hang());
    assertThat(probe(Duration.ofMillis(300)).map(Failure::failure)).contains(ChatFailure.TIMEOUT);
  }

  @Test
  void answer_afterAnError_connectionIsUsedAgain() {
    provider.then(error(500, ""), answer("ok"));
    var model = model();
    send(model);
    assertThat(send(model)).isInstanceOf(Success.class);
    assertThat(provider.connections()).isEqualTo(1);
  }
}
