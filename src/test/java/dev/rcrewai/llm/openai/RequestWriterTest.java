package dev.rcrewai.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.step.ToolUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestWriterTest {
  private static final ToolSpec WEATHER =
      new ToolSpec("get_weather", "Weather now", Map.of("type", "object"), false);
  private static final List<Message> HELLO = List.of(new Message.User("Weather in \"Faro\"?"));

  private static JsonNode json(String text) throws IOException {
    return new JsonMapper().readTree(text);
  }

  private static JsonNode written(ChatRequest request, Delivery delivery) throws IOException {
    var post = new OpenAiFormat("max_completion_tokens").post(request, delivery);
    assertThat(post.path()).isEqualTo("/chat/completions");
    return json(post.body().toString());
  }

  private static ChatRequest request(
      @Nullable Double temperature, List<Message> messages, List<ToolSpec> tools, ToolUse use) {
    return new ChatRequest(
        new ModelChoice("openai", "gpt-5.4-mini", temperature, 800), messages, tools, use);
  }

  @Test
  void request_secondTurn_linksEachResultToItsCall() throws IOException {
    var faro = new ToolCall("call_a1", "get_weather", "{\"city\":\"Faro\"}");
    var beja = new ToolCall("call_a2", "get_weather", "{\"city\":\"Beja\"}");
    var request =
        request(
            0.2,
            List.of(
                new Message.System("You are terse."),
                new Message.User("Weather in \"Faro\"?"),
                new Message.Assistant("", List.of(faro, beja), null),
                new Message.Tool(faro, new ToolResult.Completed("17")),
                new Message.Tool(beja, new ToolResult.Failed("no such city"))),
            List.of(WEATHER),
            ToolUse.AUTO);
    assertThat(written(request, Delivery.WHOLE))
        .isEqualTo(
            json(
                """
                {"model":"gpt-5.4-mini",
                 "messages":[
                  {"role":"system","content":"You are terse."},
                  {"role":"user","content":"Weather in \\"Faro\\"?"},
                  {"role":"assistant","content":null,"tool_calls":[
                    {"id":"call_a1","type":"function",
                     "function":{"name":"get_weather","arguments":"{\\"city\\":\\"Faro\\"}"}},
                    {"id":"call_a2","type":"function",
                     "function":{"name":"get_weather","arguments":"{\\"city\\":\\"Beja\\"}"}}]},
                  {"role":"tool","tool_call_id":"call_a1","content":"17"},
                  {"role":"tool","tool_call_id":"call_a2","content":"no such city"}],
                 "tools":[{"type":"function","function":{"name":"get_weather",
                   "description":"Weather now","parameters":{"type":"object"}}}],
                 "tool_choice":"auto",
                 "max_completion_tokens":800,
                 "temperature":0.2}\
                """));
  }

  @Test
  void request_withoutToolsAndTemperature_doesNotMentionThem() throws IOException {
    assertThat(written(request(null, HELLO, List.of(), ToolUse.NONE), Delivery.WHOLE))
        .isEqualTo(
            json(
                """
                {"model":"gpt-5.4-mini",
                 "messages":[{"role":"user","content":"Weather in \\"Faro\\"?"}],
                 "max_completion_tokens":800}\
                """));
  }

  @Test
  void request_streamed_asksForUsage() throws IOException {
    var body = written(request(null, HELLO, List.of(), ToolUse.AUTO), Delivery.STREAMED);
    assertThat(body.path("stream")).isEqualTo(json("true"));
    assertThat(body.path("stream_options")).isEqualTo(json("{\"include_usage\":true}"));
  }

  @Test
  void request_toolsMustNotBeUsed_showsThemAllTheSame() throws IOException {
    var body = written(request(null, HELLO, List.of(WEATHER), ToolUse.NONE), Delivery.WHOLE);
    assertThat(body.path("tool_choice").textValue()).isEqualTo("none");
    assertThat(body.path("tools")).hasSize(1);
  }

  @Test
  void request_assistantText_staysBesideItsCalls() throws IOException {
    var call = new ToolCall("c", "get_weather", "{}");
    var messages =
        List.<Message>of(
            new Message.Assistant("Let me look.", List.of(call), null),
            new Message.Assistant("Done.", List.of(), null));
    var written =
        written(request(null, messages, List.of(), ToolUse.AUTO), Delivery.WHOLE).path("messages");
    assertThat(written.get(0).path("content").textValue()).isEqualTo("Let me look.");
    assertThat(written.get(1)).isEqualTo(json("{\"role\":\"assistant\",\"content\":\"Done.\"}"));
  }

  @Test
  void request_schemaThatIsNoJson_isRefused() {
    var odd = new ToolSpec("odd", "", Map.of("self", new Object()), false);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() ->
            new OpenAiFormat("max_tokens")
                .post(request(null, HELLO, List.of(odd), ToolUse.AUTO), Delivery.WHOLE));
  }
}
