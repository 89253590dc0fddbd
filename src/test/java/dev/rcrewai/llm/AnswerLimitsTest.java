package dev.rcrewai.llm;

import static dev.rcrewai.llm.ChatAsserts.assertAnswered;
import static dev.rcrewai.llm.ChatAsserts.assertFailed;
import static dev.rcrewai.llm.ScriptedProvider.DONE;
import static dev.rcrewai.llm.ScriptedProvider.answer;
import static dev.rcrewai.llm.ScriptedProvider.finish;
import static dev.rcrewai.llm.ScriptedProvider.hang;
import static dev.rcrewai.llm.ScriptedProvider.streamAndHang;
import static dev.rcrewai.llm.ScriptedProvider.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.LlmNode.Limits;
import dev.rcrewai.llm.ScriptedProvider.Script;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult;
import dev.rcrewai.step.ChatResult.Failed;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each limit of time ends its own kind of waiting, and says which it was. */
@ParameterizedClass
@EnumSource(names = {"CLEAR_TEXT", "HTTP_2"})
class AnswerLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Parameter
  @SuppressWarnings("NullAway.Init") // before each test
  private Protocol protocol;

  private final Limits limits = new Limits();
  private LlmNode node = new LlmNode();

  AnswerLimitsTest() {
    limits.retryLimit = 0;
    limits.validateSsl = false;
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void start() {
    node.close();
    limits.protocol = protocol;
    node = new LlmNode(limits);
  }

  private ObjectAssert<Failed> assertTimedOut(Delivery delivery, String words) {
    var failed = assertFailed(ask(delivery), ChatFailure.TIMEOUT);
    return failed.satisfies(end -> assertThat(end.detail()).isEqualTo(words));
  }

  private ChatResult ask(Delivery delivery) {
    return node.answer(LlmNode.call(delivery, Duration.ofSeconds(20)));
  }

  /** Pieces of a stream with these pauses between them, and its end. */
  private Script slowly(long millis, int pieces) {
    return answer -> {
      streamAndHang(text("a")).play(answer);
      next(node.vertx, answer, millis, pieces);
    };
  }

  private static void next(Vertx vertx, HttpServerResponse answer, long millis, int left) {
    vertx.setTimer(
        millis,
        _ -> {
          if (left == 0) {
            answer.end("data: " + finish("stop") + "\n\ndata: " + DONE + "\n\n");
          } else {
            answer.write(": still here\n\n");
            next(vertx, answer, millis, left - 1);
          }
        });
  }

  @Test
  void stream_thatNeverBegins_meetsTheFirstTokensLimit() {
    limits.firstToken = SHORT;
    start();
    node.provider.always(hang());
    assertTimedOut(
        Delivery.STREAMED, "the answer did not begin within 200 ms (LLM_FIRST_TOKEN_TIMEOUT)");
    Waiting.until("reset", SECOND, () -> node.provider.cutOff() == 1);
  }

  @Test
  void stream_thatStopsInItsMidst_meetsTheLimitOfSilence() {
    limits.silence = SHORT;
    start();
    node.provider.always(streamAndHang(text("Hel")));
    assertTimedOut(
        Delivery.STREAMED, "the answer paused for more than 200 ms (LLM_SILENCE_TIMEOUT)");
    Waiting.until("reset", SECOND, () -> node.provider.cutOff() == 1);
  }

  @Test
  void stream_longerThanTheLimits_butNeverSilent_isAnswered() {
    limits.silence = Duration.ofMillis(400);
    limits.firstToken = SHORT;
    start();
    node.provider.always(slowly(80, 8));
    assertAnswered(ask(Delivery.STREAMED), "a");
  }

  @Test
  void stream_ofNothingButComments_meetsTheLimitOfTheWhole() {
    limits.timeout = Duration.ofMillis(500);
    limits.silence = SHORT;
    start();
    node.provider.always(node.provider.drip(20));
    assertTimedOut(Delivery.STREAMED, "no complete answer within 500 ms (LLM_TIMEOUT)");
  }

  @Test
  void answerInOnePiece_knowsOnlyTheLimitOfTheWhole() {
    limits.firstToken = Duration.ofMillis(50);
    limits.silence = Duration.ofMillis(50);
    start();
    node.provider.then(late -> node.vertx.setTimer(300, _ -> answer("ok").play(late)));
    assertAnswered(ask(Delivery.WHOLE), "ok");
  }
}
