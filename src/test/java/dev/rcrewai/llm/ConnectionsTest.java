package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.completion;
import static dev.rcrewai.llm.ScriptedProvider.json;
import static dev.rcrewai.llm.WireExchange.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.ModelCalls.Begun;
import dev.rcrewai.llm.ProviderConnection.Liveness;
import dev.rcrewai.step.ChatFailure;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** There are as few connections as the calls need, never more than allowed, and none waits. */
class ConnectionsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Closes what is idle as soon as the provider wishes it. */
  private static final Liveness ATTENTIVE =
      new Liveness(Duration.ofSeconds(15), 10, Duration.ofMillis(20));

  private final Vertx vertx = Vertx.vertx();
  private final ConcurrentLinkedQueue<HttpServerResponse> held = new ConcurrentLinkedQueue<>();
  private final Limits limits = new Limits();

  @AfterEach
  void stop() {
    Waiting.get(vertx.close());
  }

  private ScriptedProvider streamsMax(long streams) {
    var settings = new Http2Settings().setMaxConcurrentStreams(streams);
    return Protocol.HTTP_2.start(vertx, new HttpServerOptions().setInitialSettings(settings));
  }

  private ModelCalls calls(ScriptedProvider provider, int connectionsMax) {
    limits.concurrentMax = connectionsMax;
    return new ModelCalls(vertx, provider.baseUrl(), limits, ATTENTIVE);
  }

  private void awaitHeld(int many) {
    Waiting.until(many + " held, not " + held.size(), LIMIT, () -> held.size() == many);
  }

  private void answerHeld() {
    answer(held.size());
  }

  /** No more than these: whoever gets a place that becomes free is held too, and at once. */
  private void answer(int many) {
    for (int i = 0; i < many; i++) {
      held.remove().send(completion("ok"));
    }
  }

  private static void assertAnswered(List<Begun> begun) {
    assertThat(begun).extracting(Begun::result).hasOnlyElementsOfType(Success.class);
  }

  @Test
  void calls_whileTheFirstConnectionIsMade_shareIt() {
    var provider = streamsMax(100).always(held::add);
    var begun = calls(provider, 1000).begin(100);
    awaitHeld(100);
    assertThat(provider.connections()).isEqualTo(1);
    answerHeld();
    assertAnswered(begun);
  }

  @Test
  void calls_moreThanOneConnectionTakes_getMoreConnections() {
    var provider = streamsMax(100).always(held::add);
    var begun = calls(provider, 1000).begin(1000);
    awaitHeld(1000);
    assertThat(provider.connections()).isEqualTo(10);
    answerHeld();
    assertAnswered(begun);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLEAR_TEXT", "HTTP_1"})
  void calls_byHttp1_haveAConnectionEachAtOnce(Protocol protocol) {
    var provider = protocol.start(vertx).always(held::add);
    var calls = calls(provider, 1000);
    var begun = calls.begin(50);
    awaitHeld(50);
    assertThat(provider.connections()).isEqualTo(50);
    answerHeld();
    assertAnswered(begun);
    begun = calls.begin(50);
    awaitHeld(50);
    assertThat(provider.connections()).isEqualTo(50);
    answerHeld();
    assertAnswered(begun);
  }

  @Test
  void connections_atTheirMost_takeTheNextCallAsOneEnds() {
    var provider = streamsMax(1).always(held::add);
    var begun = calls(provider, 3).begin(10);
    for (int done = 0; done < 10; done += 3) {
      int now = Math.min(3, 10 - done);
      awaitHeld(now);
      assertThat(provider.connections()).isEqualTo(3);
      answer(now);
    }
    assertAnswered(begun);
  }

  @Test
  void streams_loweredToOne_spreadTheNextCalls() {
    var provider = streamsMax(100).always(held::add);
    var calls = calls(provider, 1000);
    var before = calls.begin(20);
    awaitHeld(20);
    var lower = new Http2Settings().setMaxConcurrentStreams(1);
    Waiting.get(provider.newest().updateSettings(lower)); // acknowledged
    var after = calls.begin(1);
    awaitHeld(21);
    assertThat(provider.connections()).isEqualTo(2);
    answerHeld();
    assertAnswered(before);
    assertAnswered(after);
  }

  @Test
  void streams_raisedFromNone_letWaitingCallsIn() {
    var provider = streamsMax(0).always(held::add);
    var begun = calls(provider, 1).begin(5);
    Waiting.until("connected", LIMIT, () -> provider.connections() == 1);
    var more = new Http2Settings().setMaxConcurrentStreams(5);
    Waiting.get(provider.newest().updateSettings(more));
    awaitHeld(5);
    answerHeld();
    assertAnswered(begun);
  }

  @Test
  void connections_ofTwoEventLoops_areTheirOwn() {
    var provider = streamsMax(100).always(held::add);
    var model = calls(provider, 1000);
    var other = model.onAnotherLoop();
    var begun = List.of(model.begin(), other.begin());
    awaitHeld(2);
    assertThat(provider.connections()).isEqualTo(2);
    answerHeld();
    assertAnswered(begun);
  }

  @Test
  void connection_closedUnderWaitingCalls_isReplaced() {
    var provider = streamsMax(1).always(held::add);
    var begun = calls(provider, 1).begin(2);
    awaitHeld(1);
    held.clear();
    Waiting.get(provider.newest().close());
    assertFailed(begun.getFirst().result(), ChatFailure.NETWORK);
    awaitHeld(1);
    answerHeld();
    assertAnswered(begun.subList(1, 2));
  }

  @Test
  void connection_thatTheProviderCloses_isNotUsedAgain() {
    var provider = Protocol.CLEAR_TEXT.start(vertx);
    var calls = calls(provider, 1000);
    for (int i = 0; i < 3; i++) {
      provider.then(json(200, completion("ok"), "connection", "close"));
      assertThat(calls.answer()).isInstanceOf(Success.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CLEAR_TEXT", "HTTP_1"})
  void connection_idleForAsLongAsTheProviderKeepsIt_isClosed(Protocol protocol) {
    var provider = protocol.start(vertx);
    provider.then(json(200, completion("ok"), "keep-alive", "timeout=0"));
    var calls = calls(provider, 1000);
    assertThat(calls.answer()).isInstanceOf(Success.class);
    Waiting.until("closed", LIMIT, () -> provider.connections() == 0);
    assertThat(calls.answer()).isInstanceOf(Success.class);
  }

  @Test
  void connection_thatIsNeverReady_failsWhoeverWaitsForIt() {
    limits.connect = Duration.ofMillis(300);
    var deaf = Waiting.get(vertx.createNetServer().connectHandler(_ -> {}).listen(0, "127.0.0.1"));
    var url = URI.create("https://localhost:" + deaf.actualPort() + "/v1");
    for (var call : new ModelCalls(vertx, url, limits, ATTENTIVE).begin(5)) {
      assertFailed(call.result(), ChatFailure.NETWORK)
          .satisfies(failure -> assertThat(failure.detail()).contains("LLM_CONNECT_TIMEOUT"));
    }
  }
}
