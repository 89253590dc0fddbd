package dev.rcrewai.llm;

import static dev.rcrewai.llm.ScriptedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.Shows.Subject;
import dev.rcrewai.llm.WireFixtures.Refusal;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ToolCall;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every wire format must do, over HTTP, with exchanges as its provider has them. */
abstract class WireFormatContract extends EmbeddingContract {
  private void assertTwoCalls(AttemptResult result) {
    assertThat(result.usage()).isEqualTo(usage());
    assertThat(toolsCalled(result).text()).isEqualTo("Let me look.");
    assertThat(calls(result)).extracting(ToolCall::name).containsOnly("get_weather");
    assertThat(calls(result))
        .extracting(ToolCall::arguments)
        .containsExactly("{\"city\":\"Faro\"}", "{\"city\":\"Beja\"}");
    assertThat(calls(result)).extracting(ToolCall::id).doesNotHaveDuplicates().doesNotContain("");
  }

  @Shows(of = Subject.CHAT, value = "a chat in one piece")
  @Test
  void answer_inOnePiece_isRead() {
    assertThat(whole(recorded.text("answer.json"))).isEqualTo(answer(FinishReason.STOP, TEXT));
    assertThat(shown).isEmpty();
    var received = server.received().getFirst();
    assertThat(received.method()).isEqualTo("POST");
    assertThat(received.path()).isEqualTo("/base" + path(Delivery.WHOLE));
    assertThat(received.headers()).containsAllEntriesOf(head());
  }

  @Shows(of = Subject.STREAM, value = "characters split, comments and unknown events between")
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void answer_streamed_isReadAndShown(String lineEnd) {
    assertThat(streamed(recorded.stream("answer").replace("\n", lineEnd)))
        .isEqualTo(answer(FinishReason.STOP, TEXT));
    assertThat(shown).containsExactly("Grüße 🙂 ", "aus Köln");
    assertThat(server.received().getFirst().path()).isEqualTo("/base" + path(Delivery.STREAMED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void stream_cutAnywhere_isReadTheSame(String lineEnd) {
    var bytes = Buffer.buffer(recorded.stream("answer").replace("\n", lineEnd));
    for (int cut = 0; cut <= bytes.length(); cut++) {
      var reader = format().reader(Delivery.STREAMED, streamType(), text -> {});
      var early = reader.read(bytes.getBuffer(0, cut));
      reader.read(bytes.getBuffer(cut, bytes.length()));
      assertThat(early == null ? reader.end() : early)
          .as("cut at %d", cut)
          .isEqualTo(answer(FinishReason.STOP, TEXT));
    }
  }

  @Shows(of = Subject.PARALLEL_TOOLS, value = "in one answer")
  @Test
  void calls_parallel_areRead() {
    assertTwoCalls(whole(recorded.text("calls.json")));
  }

  @Shows(of = Subject.PARALLEL_TOOLS, value = "in one answer, streamed")
  @Test
  void calls_streamed_areJoined() {
    assertTwoCalls(streamed(recorded.stream("calls")));
    assertThat(String.join("", shown)).isEqualTo("Let me look.");
  }

  @Shows(of = Subject.TOOLS, value = "arguments that are not JSON")
  @Test
  void call_withBadArguments_isNotMade() {
    assertBadArguments(streamed(recorded.stream("bad-arguments")));
  }

  @Shows(of = Subject.CHAT, value = "a refusal")
  @Test
  void answer_refused_isRefused() {
    assertFailed(whole(recorded.text("refusal.json")), ChatFailure.REFUSED);
  }

  @Shows(of = Subject.CHAT, value = "an answer cut at the longest allowed length")
  @Test
  void answer_tooLong_isCut() {
    assertThat(whole(recorded.text("length.json"))).isEqualTo(answer(FinishReason.LENGTH, "Grüße"));
  }

  @Test
  void answer_unknownReasonToStop_isAnAnswer() {
    var body = recorded.text("answer.json").replace('"' + stopWord() + '"', "\"brand_new\"");
    assertThat(whole(body)).isEqualTo(answer(FinishReason.STOP, TEXT));
  }

  @Shows(of = Subject.CHAT, value = "an empty answer, which is never one")
  @Test
  void answer_withoutAWord_isBadOutput() {
    assertFailed(whole(recorded.text("empty.json")), ChatFailure.BAD_OUTPUT);
  }

  @Shows(of = Subject.CHAT, value = "an answer that is not the provider's")
  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null", "<html>", "{\"cut"})
  void answer_ofAnotherKind_isNone(String body) {
    assertThat(whole(body))
        .asInstanceOf(type(Failure.class))
        .satisfies(failure -> assertThat(failure.failure().retryable()).isTrue());
  }

  @Shows(of = Subject.STREAM, value = "an early end")
  @Test
  void stream_endsEarly_isBroken() {
    assertFailed(streamed(recorded.stream("cut")), ChatFailure.NETWORK);
    assertFailed(streamed(""), ChatFailure.NETWORK);
  }

  @Shows(of = Subject.STREAM, value = "an error inside")
  @Test
  void stream_errorInside_isThatError() {
    assertThat(streamed(recorded.stream("error")))
        .asInstanceOf(type(Failure.class))
        .satisfies(failure -> assertThat(failure.failure().providerAtFault()).isTrue())
        .satisfies(failure -> assertThat(failure.detail()).containsAnyOf("overload", "error"));
    assertThat(shown).containsExactly("Grüße 🙂 ");
  }

  @Test
  void stream_garbageInside_isBadOutput() {
    assertFailed(streamed(recorded.stream("garbage")), ChatFailure.BAD_OUTPUT);
  }

  @Shows(of = Subject.ERRORS, value = "by class, with hints when to try again")
  @Test
  void error_ofEachClass_isToldApart() {
    for (var refusal : refusals()) {
      server.then(json(refusal.status(), refusal.body(), refusal.headers().toArray(String[]::new)));
      assertFailed(send(WireFixtures.question(asked()), Delivery.STREAMED), refusal.failure())
          .as("HTTP %d %s", refusal.status(), refusal.body())
          .satisfies(failure -> assertThat(failure.status()).isEqualTo(refusal.status()))
          .satisfies(failure ->
              assertThat(failure.hint().pause().orElse(null)).isEqualTo(refusal.pause()));
    }
    assertThat(refusals())
        .extracting(Refusal::failure)
        .contains(ChatFailure.AUTH, ChatFailure.RATE_LIMIT, ChatFailure.BAD_REQUEST);
  }

  @Test
  void error_thatQuotesTheKey_doesNotShowIt() {
    var body = refusals().getFirst().body().replaceFirst("\"(message|error)\":\"", "$0" + KEY);
    assertThat(body).contains(KEY);
    server.then(json(400, body));
    var failure = (Failure) send(WireFixtures.question(asked()), Delivery.WHOLE);
    assertThat(failure.detail()).contains("[secret]").doesNotContain(KEY);
  }

  @Test
  void error_withoutABody_isJudgedByItsStatus() {
    server.then(json(502, "<html>Bad gateway</html>"));
    assertFailed(send(WireFixtures.question(asked()), Delivery.WHOLE), ChatFailure.SERVER);
  }

  @Shows(of = Subject.MODELS, value = "the free list, to see whether the provider can be called")
  @Test
  void probe_asksForTheModels() {
    server.then(json(200, "{}"));
    assertThat(await(() -> model().probe(Duration.ofSeconds(5)))).isEmpty();
    var received = server.received().getFirst();
    assertThat(received.path()).isEqualTo("/base" + modelsPath());
    assertThat(received.headers()).containsAllEntriesOf(head());
    assertThat(received.method()).isEqualTo("GET");
  }

  @Shows(of = Subject.MODELS, value = "their names")
  @Test
  void models_areNamed() {
    server.then(json(200, recorded.text("models.json")));
    assertThat(await(() -> model().models(Duration.ofSeconds(5)))).containsExactly(asked());
  }

  @Test
  void models_thatTheProviderDoesNotName_areNone() {
    server.then(json(401, "{}"), json(200, "<html>"), ScriptedProvider.breakOff());
    for (int i = 0; i < 3; i++) {
      assertThat(await(() -> model().models(Duration.ofSeconds(5)))).isEmpty();
    }
  }
}
