package dev.rcrewai.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.sandbox.Answer.Call;
import dev.rcrewai.sandbox.Answer.Finish;
import dev.rcrewai.sandbox.Answer.Said;
import dev.rcrewai.sandbox.Prompt.Said.Assistant;
import dev.rcrewai.sandbox.Prompt.Said.System;
import dev.rcrewai.sandbox.Prompt.Said.Tool;
import dev.rcrewai.sandbox.Prompt.Said.User;
import dev.rcrewai.sandbox.Wire.Reading;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiWireTest {
  private static final Wire WIRE =
      new OpenAiWire(Clock.fixed(Instant.ofEpochSecond(1_795_417_857), ZoneOffset.UTC));
  private static final Said TEXT = new Said("Let me look at this.", List.of(), Finish.STOP);
  private static final Said CALLS =
      new Said(
          "",
          List.of(new Call("get_weather", "{\"city\":\"Faro\"}"), new Call("now", "")),
          Finish.TOOL_CALLS);

  @Test
  void request_isReadInNoProvidersWords_unknownFieldsPassedOver() {
    var asked =
        asked(
            """
            {"model":"gpt-5.4-mini","wonder":1,"stream":true,"stream_options":{"include_usage":true},
             "messages":[
              {"role":"developer","content":"You are a terse analyst."},
              {"role":"user","content":[{"type":"text","text":"What is "},
                {"type":"image_url","image_url":{"url":"data:,"}},{"type":"text","text":"this?"}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_a1","type":"function",
                "function":{"name":"get_weather","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"call_a1","content":"17"},
              {"role":"tool","tool_call_id":"call_zz","content":"?"}],
             "tools":[{"type":"function","function":{"name":"get_weather","parameters":{}}}]}
            """);
    assertThat(asked.stream()).isTrue();
    assertThat(asked.usage()).isTrue();
    assertThat(asked.prompt().model()).isEqualTo("gpt-5.4-mini");
    assertThat(asked.prompt().tools()).containsExactly("get_weather");
    assertThat(asked.prompt().said())
        .containsExactly(
            new System("You are a terse analyst."),
            new User("What is this?"),
            new Assistant("", List.of("get_weather")),
            new Tool("get_weather", "17"),
            new Tool("", "?"));
  }

  @Test
  void toolChoiceNone_offersNoTools() {
    var asked =
        asked(
            """
            {"model":"m","messages":[{"role":"user","content":"x"}],"tool_choice":"none",
             "tools":[{"type":"function","function":{"name":"get_weather"}}]}
            """);
    assertThat(asked.prompt().tools()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {                                                  | the body is not JSON
          []                                                 | 'model' is missing or not a string
          {"model":7}                                        | 'model' is missing or not a string
          {"model":"m"}                                      | 'messages' is missing or empty
          {"model":"m","messages":[]}                        | 'messages' is missing or empty
          {"model":"m","messages":[{"role":"user"},{}]}      | 'messages[1].role' is none of those known
          """)
  void requestThatIsNone_isRefused(String body, String message) {
    assertThat(WIRE.read(Buffer.buffer(body), _ -> null))
        .isInstanceOfSatisfying(
            Reading.Invalid.class,
            invalid -> {
              assertThat(invalid.refused().status()).isEqualTo(400);
              assertThat(invalid.refused().reason().message()).startsWith(message);
            });
  }

  @Test
  void text_asAWholeBody() {
    assertThat(whole(TEXT))
        .isEqualTo(
            """
            {"id":"chatcmpl-sandbox1","object":"chat.completion","created":1795417857,"model":"gpt-4o",\
            "choices":[{"index":0,"logprobs":null,"finish_reason":"stop","message":{"role":"assistant",\
            "content":"Let me look at this.","refusal":null,"annotations":[]}}],\
            "usage":{"prompt_tokens":2,"completion_tokens":5,"total_tokens":7,\
            "prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}},\
            "service_tier":"default","system_fingerprint":"sandbox"}\
            """);
  }

  @Test
  void toolCalls_asAWholeBody_haveNullContent() {
    assertThat(whole(CALLS))
        .contains(
            """
            "finish_reason":"tool_calls","message":{"role":"assistant","content":null,"refusal":null,\
            "annotations":[],"tool_calls":[{"id":"call_sandbox1_0","type":"function","function":\
            {"name":"get_weather","arguments":"{\\"city\\":\\"Faro\\"}"}},{"id":"call_sandbox1_1",\
            "type":"function","function":{"name":"now","arguments":""}}]}\
            """);
  }

  @Test
  void text_asAStream_isTheFormatByteForByte() {
    assertThat(stream(TEXT, true))
        .isEqualTo(
            chunk("{'role':'assistant','content':'','refusal':null}", "null")
                + chunk("{'content':'Let me look '}", "null")
                + chunk("{'content':'at this.'}", "null")
                + chunk("{}", "'stop'")
                + "data: "
                + HEAD
                + ",\"choices\":[],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":5,"
                + "\"total_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}\n\n"
                + "data: [DONE]\n\n");
  }

  @Test
  void toolCalls_asAStream_comeInFragmentsByIndex() {
    assertThat(stream(CALLS, true))
        .contains(
            chunk("{'role':'assistant','content':null,'refusal':null}", "null")
                + call("'index':0,'id':'call_sandbox1_0','type':'function'", "get_weather")
                + fragment("{\\\"city\\\"")
                + fragment(":\\\"Faro\\\"}")
                + call("'index':1,'id':'call_sandbox1_1','type':'function'", "now")
                + chunk("{}", "'tool_calls'"));
  }

  @Test
  void stream_withoutUsageWanted_hasNone() {
    assertThat(stream(TEXT, false)).doesNotContain("usage").endsWith("data: [DONE]\n\n");
  }

  @Test
  void malformed_wholeBody_endsHalfway() {
    var whole = whole(TEXT);
    var half = WIRE.writeMalformed(asked(false, false), TEXT).bytes().toString();
    assertThat(half).isEqualTo(whole.substring(0, whole.length() / 2));
  }

  @Test
  void malformed_stream_hasOneBrokenEvent_properlyFramed() {
    var events = WIRE.writeMalformed(asked(true, false), TEXT).bytes().toString().split("\n\n", 3);
    assertThat(events).hasSize(3).allMatch(e -> e.startsWith("data: "));
    assertThat(events[1]).doesNotEndWith("}");
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error, null",
    "401, invalid_request_error, \"invalid_api_key\"",
    "404, invalid_request_error, \"model_not_found\"",
    "429, tokens, \"rate_limit_exceeded\"",
    "503, server_error, null"
  })
  void error_hasTheUsualTypeAndCodeOfItsStatus(int status, String type, String code) {
    var reason = new Answer.Reason("too bad", null, null, null);
    assertThat(WIRE.write(new Answer.Refused(status, reason, Map.of())).bytes().toString())
        .isEqualTo(
            "{\"error\":{\"message\":\"too bad\",\"type\":\"%s\",\"param\":null,\"code\":%s}}"
                .formatted(type, code));
  }

  @Test
  void retryAfter_isSentInSecondsAndMilliseconds() {
    var reason = new Answer.Reason("slow", null, null, Duration.ofMillis(1500));
    assertThat(WIRE.headers(new Answer.Refused(429, reason, Map.of("x-should-retry", "true")), 1))
        .containsEntry("retry-after", "2")
        .containsEntry("retry-after-ms", "1500")
        .containsEntry("x-should-retry", "true")
        .containsEntry("x-request-id", "req_sandbox1");
  }

  @Test
  void pieces_loseNothing() {
    var text = "Words of äöü \n\n  and   more, averyveryverylongword and an end ";
    assertThat(String.join("", Tokens.pieces(text))).isEqualTo(text);
    assertThat(Tokens.pieces(text)).hasSizeGreaterThan(3);
    assertThat(Tokens.pieces("")).isEmpty();
  }

  private static final String HEAD =
      "{\"id\":\"chatcmpl-sandbox1\",\"object\":\"chat.completion.chunk\",\"created\":1795417857,"
          + "\"model\":\"gpt-4o\",\"system_fingerprint\":\"sandbox\"";

  /** One event; single quotes stand for double ones. */
  private static String chunk(String delta, String finish) {
    var choice = "{'index':0,'delta':" + delta + ",'logprobs':null,'finish_reason':" + finish + "}";
    var event = "data: " + HEAD + ",'choices':[" + choice + "],'usage':null}";
    return event.replace('\'', '"') + "\n\n";
  }

  private static String call(String opening, String name) {
    var function = ",'function':{'name':'" + name + "','arguments':''}";
    return chunk("{'tool_calls':[{" + opening + function + "}]}", "null");
  }

  private static String fragment(String arguments) {
    return chunk(
        "{'tool_calls':[{'index':0,'function':{'arguments':'" + arguments + "'}}]}", "null");
  }

  private static String whole(Said said) {
    return WIRE.write(asked(false, false), said).bytes().toString();
  }

  private static String stream(Said said, boolean usage) {
    return WIRE.write(asked(true, usage), said).bytes().toString();
  }

  private static Reading.Asked asked(boolean stream, boolean usage) {
    return new Reading.Asked(Asking.user("hello").prompt(), stream, usage);
  }

  private static Reading.Asked asked(String body) {
    return (Reading.Asked) WIRE.read(Buffer.buffer(body), _ -> null);
  }
}
