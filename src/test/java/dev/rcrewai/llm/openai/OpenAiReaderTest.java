package dev.rcrewai.llm.openai;

import static dev.rcrewai.llm.ScriptedProvider.DONE;
import static dev.rcrewai.llm.ScriptedProvider.USAGE;
import static dev.rcrewai.llm.ScriptedProvider.delta;
import static dev.rcrewai.llm.ScriptedProvider.finish;
import static dev.rcrewai.llm.ScriptedProvider.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rcrewai.llm.AttemptResult;
import dev.rcrewai.llm.AttemptResult.Failure;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.RetryHint;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiReaderTest {
  private final OpenAiFormat format = new OpenAiFormat("max_tokens");
  private final List<String> shown = new ArrayList<>();

  private static ObjectAssert<Failure> assertFailed(AttemptResult result, ChatFailure expected) {
    return assertThat(result)
        .asInstanceOf(type(Failure.class))
        .satisfies(failure -> assertThat(failure.failure()).isEqualTo(expected));
  }

  private static void assertCalls(AttemptResult result, ToolCall... expected) {
    assertThat(result)
        .asInstanceOf(type(Success.class))
        .satisfies(success ->
            assertThat(success.reply())
                .asInstanceOf(type(ToolsCalled.class))
                .satisfies(reply -> assertThat(reply.calls()).containsExactly(expected)));
  }

  @Nested
  class Whole {
    private AttemptResult read(String body) {
      var reader = format.reader(Delivery.WHOLE, "application/json", shown::add);
      assertThat(reader.read(Buffer.buffer(body))).isNull();
      return reader.end();
    }

    private AttemptResult message(String message, String finishReason) {
      return read(
          "{\"model\":\"m\",\"choices\":[{\"message\":%s,\"finish_reason\":%s}],\"x\":1}"
              .formatted(message, finishReason));
    }

    @Test
    void answer_ofTheReference_isRead() {
      var result =
          read(
              """
              {"id":"chatcmpl-9x","object":"chat.completion","created":1795417857,
               "model":"gpt-5.4-mini-2026-03-17",
               "choices":[{"index":0,"logprobs":null,"finish_reason":"tool_calls",
                 "message":{"role":"assistant","content":null,"refusal":null,"annotations":[],
                   "tool_calls":[
                     {"id":"call_b2","type":"function",
                      "function":{"name":"get_weather","arguments":"{\\"city\\":\\"Faro\\"}"}},
                     {"id":"call_b3","type":"function",
                      "function":{"name":"get_weather","arguments":"{\\"city\\":\\"Beja\\"}"}}]}}],
               "usage":{"prompt_tokens":131,"completion_tokens":44,"total_tokens":175,
                 "prompt_tokens_details":{"cached_tokens":64,"audio_tokens":0},
                 "completion_tokens_details":{"reasoning_tokens":20,"audio_tokens":0}},
               "service_tier":"default","system_fingerprint":"fp_1"}\
              """);
      var calls =
          List.of(
              new ToolCall("call_b2", "get_weather", "{\"city\":\"Faro\"}"),
              new ToolCall("call_b3", "get_weather", "{\"city\":\"Beja\"}"));
      assertThat(result)
          .isEqualTo(
              new Success(
                  new ToolsCalled("", calls, null),
                  "gpt-5.4-mini-2026-03-17",
                  new Usage(131, 64, 44, 20)));
    }

    @ParameterizedTest
    @CsvSource({"stop, STOP", "length, LENGTH", "function_call, STOP", "eos_new, STOP"})
    void answer_eachFinishReason(String word, FinishReason expected) {
      assertThat(message("{\"content\":\"hi\"}", "\"" + word + "\""))
          .isEqualTo(new Success(new Answered("hi", expected, null), "m", Usage.NONE));
    }

    @Test
    void answer_refusal_isRefusedWithItsWords() {
      assertFailed(
              message("{\"content\":null,\"refusal\":\"I can't\"}", "\"stop\""),
              ChatFailure.REFUSED)
          .satisfies(failure -> assertThat(failure.detail()).contains("I can't"));
    }

    @Test
    void answer_contentFilter_isRefused() {
      assertFailed(message("{\"content\":\"half\"}", "\"content_filter\""), ChatFailure.REFUSED);
    }

    @Test
    void call_withoutArguments_getsAnEmptyObject() {
      assertCalls(
          message(
              "{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"t\",\"arguments\":\"\"}},"
                  + "{\"id\":\"b\",\"function\":{\"name\":\"t\"}}]}",
              "\"tool_calls\""),
          new ToolCall("a", "t", "{}"),
          new ToolCall("b", "t", "{}"));
    }

    @Test
    void call_withInvalidArguments_isPassedOn() {
      assertCalls(
          message(
              "{\"tool_calls\":[{\"id\":\"a\",\"function\":"
                  + "{\"name\":\"t\",\"arguments\":\"{x\"}}]}",
              "\"stop\""),
          new ToolCall("a", "t", "{x"));
    }

    @Test
    void call_withAnObjectAsArguments_getsItsText() {
      assertCalls(
          message(
              "{\"tool_calls\":[{\"id\":\"a\",\"function\":"
                  + "{\"name\":\"t\",\"arguments\":{\"x\":1}}}]}",
              "\"stop\""),
          new ToolCall("a", "t", "{\"x\":1}"));
    }

    @Test
    void calls_withoutIds_getOnesOfTheirOwn() {
      var result =
          message(
              "{\"tool_calls\":[{\"function\":{\"name\":\"t\"}},{\"function\":{\"name\":\"u\"}}]}",
              "\"tool_calls\"");
      assertThat(result)
          .asInstanceOf(type(Success.class))
          .extracting(success -> ((ToolsCalled) success.reply()).calls())
          .satisfies(calls -> {
            assertThat(calls).extracting(ToolCall::name).containsExactly("t", "u");
            assertThat(calls).extracting(ToolCall::id).doesNotHaveDuplicates();
            assertThat(calls).extracting(ToolCall::id).noneMatch(String::isEmpty);
          });
    }

    @Test
    void call_withoutName_isBadOutput() {
      assertFailed(
          message("{\"tool_calls\":[{\"id\":\"a\"}]}", "\"tool_calls\""), ChatFailure.BAD_OUTPUT);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "<html>",
          "{\"choices\":[]}",
          "{}",
          "null",
          "[]",
          "{\"choices\":[{}]}",
          "{\"choices\":[{\"message\":{\"content\":\"cut"
        })
    void answer_thatIsNone_isBadOutput(String body) {
      assertFailed(read(body), ChatFailure.BAD_OUTPUT);
    }

    @Test
    void answer_errorUnderStatus200_isTheError() {
      assertFailed(read("{\"error\":{\"message\":\"busy\",\"code\":503}}"), ChatFailure.OVERLOADED);
    }

    @Test
    void usage_withNonsense_isNotNegative() {
      var body =
          "{\"choices\":[{\"message\":{\"content\":\"x\"}}],"
              + "\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":2}}";
      assertThat(read(body).usage()).isEqualTo(new Usage(0, 0, 2, 0));
    }
  }

  @Nested
  class Streamed {
    private AttemptResult read(String... pieces) {
      var reader = format.reader(Delivery.STREAMED, "text/event-stream", shown::add);
      for (var piece : pieces) {
        var known = reader.read(Buffer.buffer(piece));
        if (known != null) {
          return known;
        }
      }
      return reader.end();
    }

    private AttemptResult chunks(String... chunks) {
      var stream = new StringBuilder();
      for (var chunk : chunks) {
        stream.append("data: ").append(chunk).append("\n\n");
      }
      return read(stream.toString());
    }

    private static String call(String json) {
      return delta("{\"tool_calls\":[" + json + "]}");
    }

    private static final String TOOLS = finish("tool_calls");

    @Test
    void stream_splitAtEveryByte_isReadTheSame() {
      var body =
          (": hello\r\n\r\ndata: " + text("Grüße 🙂 ") + "\r\n\r\ndata: " + text("aus Köln"))
              + ("\r\n\r\ndata: " + finish("stop") + "\r\n\r\ndata: " + USAGE)
              + "\r\n\r\ndata: [DONE]\r\n\r\n";
      var bytes = Buffer.buffer(body);
      var expected =
          new Success(
              new Answered("Grüße 🙂 aus Köln", FinishReason.STOP, null),
              "gpt-4o-mini",
              new Usage(131, 0, 44, 0));
      for (int cut = 0; cut <= bytes.length(); cut++) {
        var reader = format.reader(Delivery.STREAMED, "text/event-stream", piece -> {});
        var early = reader.read(bytes.getBuffer(0, cut));
        reader.read(bytes.getBuffer(cut, bytes.length()));
        assertThat(early == null ? reader.end() : early).as("cut at %d", cut).isEqualTo(expected);
      }
    }

    @Test
    void stream_eachPieceOfText_isShownOnce() {
      chunks(delta("{\"role\":\"assistant\",\"content\":\"\"}"), text("a"), text("b"), DONE);
      assertThat(shown).containsExactly("a", "b");
    }

    @Test
    void stream_callFragments_areJoinedByIndex() {
      assertCalls(
          chunks(
              text("Let me look."),
              call("{\"index\":0,\"id\":\"c4\",\"function\":{\"name\":\"w\",\"arguments\":\"\"}}"),
              call("{\"index\":1,\"id\":\"c5\",\"function\":{\"name\":\"v\",\"arguments\":\"{\"}}"),
              call("{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\\\"Fa\"}}"),
              call("{\"index\":1,\"function\":{\"arguments\":\"}\"}}"),
              call("{\"index\":0,\"function\":{\"arguments\":\"ro\\\"}\"}}"),
              TOOLS,
              USAGE,
              DONE),
          new ToolCall("c4", "w", "{\"city\":\"Faro\"}"),
          new ToolCall("c5", "v", "{}"));
    }

    @Test
    void stream_callsWithoutIndex_areToldApartByTheirIds() {
      assertCalls(
          chunks(
              call("{\"id\":\"a\",\"function\":{\"name\":\"t\",\"arguments\":\"{\"}}"),
              call("{\"function\":{\"arguments\":\"}\"}}"),
              call("{\"id\":\"b\",\"function\":{\"name\":\"u\",\"arguments\":\"{}\"}}"),
              TOOLS,
              DONE),
          new ToolCall("a", "t", "{}"),
          new ToolCall("b", "u", "{}"));
    }

    @Test
    void stream_callAtAnAbsurdIndex_isOneCall() {
      assertCalls(
          chunks(
              call("{\"index\":2000000000,\"id\":\"a\",\"function\":{\"name\":\"t\"}}"),
              TOOLS,
              DONE),
          new ToolCall("a", "t", "{}"));
    }

    @Test
    void stream_withoutUsage_hasNone() {
      assertThat(chunks(text("a"), finish("stop"), DONE).usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void stream_endsAfterTheFinishReason_isComplete() {
      assertThat(chunks(text("a"), finish("length")))
          .isEqualTo(
              new Success(new Answered("a", FinishReason.LENGTH, null), "gpt-4o-mini", Usage.NONE));
    }

    @Test
    void stream_endsWithoutFinishReason_isBroken() {
      assertFailed(chunks(text("a")), ChatFailure.NETWORK);
      assertFailed(read(""), ChatFailure.NETWORK);
    }

    @Test
    void stream_doneWithoutFinishReason_isBadOutput() {
      assertFailed(chunks(text("a"), DONE), ChatFailure.BAD_OUTPUT);
    }

    @Test
    void stream_errorInside_isThatError() {
      assertFailed(
              chunks(
                  text("a"),
                  USAGE,
                  "{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}",
                  text("b"),
                  DONE),
              ChatFailure.RATE_LIMIT)
          .satisfies(failure -> {
            assertThat(failure.detail()).contains("slow down");
            assertThat(failure.usage()).isEqualTo(new Usage(131, 0, 44, 0));
          });
      assertThat(shown).containsExactly("a");
    }

    @Test
    void stream_pieceThatIsNoJson_isBadOutput() {
      assertFailed(chunks(text("a"), "{\"choices\":"), ChatFailure.BAD_OUTPUT);
    }

    @Test
    void stream_refusalInPieces_isRefused() {
      assertFailed(
              chunks(
                  delta("{\"refusal\":\"I can\"}"),
                  delta("{\"refusal\":\"not\"}"),
                  finish("stop"),
                  DONE),
              ChatFailure.REFUSED)
          .satisfies(failure -> assertThat(failure.detail()).contains("I cannot"));
    }

    @Test
    void stream_longRefusal_isCut() {
      assertFailed(
              chunks(delta("{\"refusal\":\"" + "n".repeat(9999) + "\"}"), finish("stop"), DONE),
              ChatFailure.REFUSED)
          .satisfies(failure -> assertThat(failure.detail()).hasSizeLessThan(400));
    }

    @Test
    void stream_serverAnswersInOnePieceAllTheSame_isRead() {
      var reader = format.reader(Delivery.STREAMED, "application/json; charset=utf-8", shown::add);
      reader.read(Buffer.buffer("{\"choices\":[{\"message\":{\"content\":\"x\"}}]}"));
      assertThat(reader.end()).isInstanceOf(Success.class);
    }
  }

  @Nested
  class Errors {
    private Failure read(int status, String body) {
      return format.error(status, Buffer.buffer(body)).asFailure(RetryHint.NONE, Usage.NONE);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{\"error\":{\"message\":\"m\",\"type\":\"tokens\",\"code\":\"c\"}} | HTTP 400 c: m",
          "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"code\":null}}       | HTTP 400 t: m",
          "{\"error\":{\"message\":\"m\",\"code\":7}}                         | HTTP 400 7: m",
          "{\"error\":\"m\"}                                                  | HTTP 400: m",
          "{\"message\":\"m\"}                                                | HTTP 400: m",
          "{\"detail\":\"m\"}                                                 | HTTP 400: m",
          "{\"detail\":[{}]}                            | HTTP 400: no reason given",
          "<html>Bad gateway</html>                     | HTTP 400: no reason given"
        })
    void error_ofEachShape_isRead(String body, String detail) {
      assertThat(read(400, body).detail()).isEqualTo(detail);
    }

    @Test
    void error_quota_isToldFromRateLimit() {
      assertFailed(
          read(429, "{\"error\":{\"message\":\"m\",\"type\":\"insufficient_quota\"}}"),
          ChatFailure.QUOTA);
    }
  }
}
