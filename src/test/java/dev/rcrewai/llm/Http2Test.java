package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.answer;
import static dev.rcrewai.llm.ScriptedProvider.hang;
import static dev.rcrewai.llm.ScriptedProvider.json;
import static dev.rcrewai.llm.ScriptedProvider.streamAndHang;
import static dev.rcrewai.llm.ScriptedProvider.text;
import static dev.rcrewai.llm.WireExchange.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.ProviderConnection.Liveness;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that share a connection share its end, and nothing else. */
class Http2Test {
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long REFUSED_STREAM = 7;

  /** Asks after 60 ms of silence, and gives up 60 ms later. */
  private static final Liveness NERVOUS =
      new Liveness(Duration.ofMillis(60), 3, Duration.ofMillis(20));

  private final Vertx vertx = Vertx.vertx();
  private final List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
  private final ScriptedProvider provider = Protocol.HTTP_2.start(vertx);
  private final ModelCalls calls = calls(Liveness.USUAL);

  private ModelCalls calls(Liveness liveness) {
    return new ModelCalls(vertx, provider.baseUrl(), new Limits(), liveness);
  }

  @AfterEach
  void stop() {
    Waiting.get(vertx.close());
  }

  private void awaitAsked(int many) {
    Waiting.until("asked", SECOND.multipliedBy(10), () -> provider.asked() == many);
  }

  private void awaitCutOff() {
    Waiting.until("reset", SECOND, () -> provider.cutOff() == 1);
  }

  private static void assertAnswered(AttemptResult result) {
    assertThat(result).isInstanceOf(Success.class);
  }

  @ParameterizedTest
  @EnumSource
  void protocol_isTheNewestThatBothSpeak(Protocol protocol) {
    var other = protocol.start(vertx);
    assertAnswered(new ModelCalls(vertx, other.baseUrl(), new Limits(), Liveness.USUAL).answer());
    assertThat(other.received().getFirst().version())
        .isEqualTo(protocol == Protocol.HTTP_2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1);
  }

  @Test
  void request_saysNothingOfTheConnection() {
    calls.answer();
    assertThat(provider.received().getFirst().headers())
        .containsKeys("x-client-request-id", "user-agent", "content-length")
        .doesNotContainKeys("connection", "keep-alive", "transfer-encoding", "upgrade");
  }

  // ---- one of several calls ends

  private void assertOtherCallGoesOn(Runnable end) {
    provider.then(held::add);
    var other = calls.begin();
    awaitAsked(1);
    end.run();
    awaitCutOff();
    held.getFirst().send(ScriptedProvider.completion("still here"));
    assertAnswered(other.result());
  }

  @Test
  void abort_resetsItsStreamAlone() {
    assertOtherCallGoesOn(() -> {
      provider.then(hang());
      var aborted = calls.begin();
      awaitAsked(2);
      aborted.abort();
      assertFailed(aborted.result(), ChatFailure.ABORTED);
    });
    assertAnswered(calls.answer());
    assertThat(provider.connectionsMade()).isEqualTo(1);
  }

  @Test
  void timeout_resetsItsStreamAlone() {
    assertOtherCallGoesOn(() -> {
      provider.then(hang());
      assertFailed(calls.begin(Delivery.WHOLE, SHORT).result(), ChatFailure.TIMEOUT);
    });
  }

  @Test
  void timeout_whileOthersAreAnswered_leavesTheConnectionInUse() {
    provider.then(hang());
    var late = calls.begin(Delivery.WHOLE, SHORT);
    awaitAsked(1);
    assertAnswered(calls.answer());
    assertFailed(late.result(), ChatFailure.TIMEOUT);
    assertAnswered(calls.answer());
    assertThat(provider.connections()).isEqualTo(1);
  }

  @Test
  void answer_tooLarge_resetsItsStreamAlone() {
    var mebibyte = Buffer.buffer(" ".repeat(1 << 20));
    assertOtherCallGoesOn(() -> {
      provider.then(endless -> {
        endless.setChunked(true);
        for (int i = 0; i < 9; i++) {
          endless.write(mebibyte);
        }
      });
      assertFailed(calls.answer(), ChatFailure.BAD_OUTPUT);
    });
    assertAnswered(calls.answer());
    assertThat(provider.connections()).isEqualTo(1);
  }

  @Test
  void stream_resetByTheProvider_isABrokenConnectionToItsCallAlone() {
    provider.then(held::add, ScriptedProvider.streamAndBreak(text("Hel")));
    var other = calls.begin();
    awaitAsked(1);
    assertFailed(calls.begin(Delivery.STREAMED, ModelCalls.LONG).result(), ChatFailure.NETWORK);
    held.getFirst().send(ScriptedProvider.completion("still here"));
    assertAnswered(other.result());
  }

  // ---- what the provider has not looked at

  @Test
  void stream_refused_isSentAgainInTheSameAttempt() {
    provider.then(refused -> refused.reset(REFUSED_STREAM), answer("ok"));
    assertAnswered(calls.answer());
    assertThat(provider.asked()).isEqualTo(2);
  }

  @Test
  void stream_alwaysRefused_isABrokenConnection() {
    provider.always(refused -> refused.reset(REFUSED_STREAM));
    assertFailed(calls.answer(), ChatFailure.NETWORK);
    assertThat(provider.asked()).isEqualTo(3);
  }

  @Test
  void goAway_beforeItsStream_sendsTheCallToAnotherConnection() {
    provider.then(_ -> provider.newest().goAway(0, 0));
    assertAnswered(calls.answer());
    assertThat(provider.asked()).isEqualTo(2);
  }

  @Test
  void stream_resetWithoutAWordThatItWasRefused_isNotSentAgain() {
    provider.then(broken -> broken.reset(2));
    assertFailed(calls.answer(), ChatFailure.NETWORK);
    assertThat(provider.asked()).isEqualTo(1);
  }

  // ---- the connection ends

  @Test
  void goAway_ofAProviderThatRestarts_letsRunningCallsEndAndTakesNoMore() {
    var pong = Promise.<Buffer>promise();
    provider.then(answer -> {
      held.add(answer);
      var restarting = provider.newest();
      restarting.shutdown(20, TimeUnit.SECONDS);
      restarting.ping(Buffer.buffer(new byte[Long.BYTES])).onComplete(pong);
    });
    var running = calls.begin();
    Waiting.get(pong.future()); // so GOAWAY was heard too
    assertAnswered(calls.answer());
    assertThat(provider.connections()).isEqualTo(2);
    held.getFirst().send(ScriptedProvider.completion("ok"));
    assertAnswered(running.result());
    Waiting.until("old one closed", SECOND, () -> provider.connections() == 1);
  }

  @Test
  void connection_silentWhenACallTimesOut_isUsedByNoOther() {
    var proxy = new MutedProxy(vertx, provider.baseUrl());
    var muted = new ModelCalls(vertx, proxy.url(), new Limits(), Liveness.USUAL);
    assertAnswered(muted.answer());
    proxy.mute();
    assertFailed(muted.begin(Delivery.WHOLE, SHORT).result(), ChatFailure.TIMEOUT);
    assertAnswered(muted.answer());
    assertThat(provider.asked()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connection_thatGivesNoSignOfLife_breaksAllItsCalls(boolean streamed) {
    var proxy = new MutedProxy(vertx, provider.baseUrl());
    var muted = new ModelCalls(vertx, proxy.url(), new Limits(), NERVOUS);
    provider.then(streamed ? streamAndHang(text("Hel")) : hang(), hang());
    var first = muted.begin(streamed ? Delivery.STREAMED : Delivery.WHOLE, ModelCalls.LONG);
    var second = muted.begin();
    awaitAsked(2);
    proxy.mute();
    assertFailed(first.result(), ChatFailure.NETWORK);
    assertFailed(second.result(), ChatFailure.NETWORK);
    assertAnswered(muted.answer());
  }

  @Test
  void connection_ofAProviderThatThinksForLong_staysForItGivesSignsOfLife() {
    var nervous = calls(NERVOUS);
    provider.then(late -> vertx.setTimer(800, _ -> answer("ok").play(late)));
    assertAnswered(nervous.answer());
    assertThat(provider.asked()).isEqualTo(1);
  }

  // ---- a process that may not send

  @Test
  void request_thatMayNotLeave_isNotWrittenUntilItMay() {
    var mayLeave = new AtomicBoolean();
    var waits = calls.begin(Delivery.WHOLE, ModelCalls.LONG, mayLeave::get);
    assertAnswered(calls.answer());
    assertThat(provider.asked()).isEqualTo(1);
    mayLeave.set(true);
    assertAnswered(waits.result());
    assertThat(provider.connections()).isEqualTo(1);
  }

  @Test
  void request_abortedWhileItMayNotLeave_isNeverWritten() {
    var waits = calls.begin(Delivery.WHOLE, ModelCalls.LONG, () -> false);
    assertAnswered(calls.answer());
    waits.abort();
    assertFailed(waits.result(), ChatFailure.ABORTED);
    assertAnswered(calls.answer());
    assertThat(provider.asked()).isEqualTo(2);
  }

  @Test
  void answer_redirect_isNotFollowed() {
    provider.then(json(301, "", "location", provider.baseUrl() + "/elsewhere"));
    assertFailed(calls.answer(), ChatFailure.BAD_REQUEST);
    assertThat(provider.asked()).isEqualTo(1);
  }
}
