package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.AttemptResult.Success;
import dev.rcrewai.llm.anthropic.AnthropicFormat;
import dev.rcrewai.llm.google.GoogleFormat;
import dev.rcrewai.llm.ollama.OllamaFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.Answered;
import dev.rcrewai.step.ChatResult.FinishReason;
import dev.rcrewai.step.ChatResult.Reply;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.OutputSchema;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.step.ToolUse;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Structured output where the provider has no mode for it. */
class AnswerToolTest {
  private static final Message HELLO = new Message.User("hello");

  /** The providers whose models may have no mode. */
  enum Kind {
    ANTHROPIC,
    GOOGLE,
    OLLAMA;

    WireFormat format() {
      return switch (this) {
        case ANTHROPIC -> new AnthropicFormat("2023-06-01");
        case GOOGLE -> new GoogleFormat("v1beta");
        case OLLAMA -> new OllamaFormat(4096);
      };
    }

    Reply read(String body) {
      var reader = format().reader(Delivery.WHOLE, "application/json", text -> {});
      var early = reader.read(Buffer.buffer(body));
      var result = early == null ? reader.end() : early;
      assertThat(result).isInstanceOf(Success.class);
      return ((Success) result).reply();
    }

    String calls() {
      return new WireFixtures(name().toLowerCase(Locale.ROOT)).text("calls.json");
    }
  }

  private static ChatRequest request(
      String model, List<ToolSpec> tools, ToolUse use, OutputSchema output) {
    var choice = new ModelChoice("p", model, null, 8);
    return new ChatRequest(choice, List.of(), List.of(HELLO), tools, use, output);
  }

  private static ObjectNode written(Kind kind, ChatRequest request) {
    return WireFixtures.object(kind.format().post(request, Delivery.WHOLE).body().toString());
  }

  private static ObjectNode anthropic(String model, ToolUse use, OutputSchema output) {
    return written(Kind.ANTHROPIC, request(model, List.of(WireFixtures.WEATHER), use, output));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void call_ofTheAnswerTool_isTheAnswer(Kind kind) {
    var both = kind.calls().replace("get_weather", AnswerTool.NAME);
    assertThat(kind.read(both))
        .isEqualTo(new Answered("{\"city\":\"Beja\"}", FinishReason.STOP, null));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void call_ofTheAnswerToolBesideOthers_isDropped(Kind kind) {
    var first = kind.calls().replaceFirst("get_weather", AnswerTool.NAME);
    var reply = (ToolsCalled) kind.read(first);
    assertThat(reply.calls()).extracting(ToolCall::name).containsExactly("get_weather");
    assertThat(String.valueOf(reply.providerState())).doesNotContain(AnswerTool.NAME);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-3-5-haiku-20241022, true",
    "claude-sonnet-4-20250514, true",
    "claude-opus-4-1, true",
    "claude-opus-4-5, false",
    "claude-haiku-4-5-20251001, false",
    "claude-sonnet-5-5, false"
  })
  void anthropic_modelsBeforeTheMode_getTheTool(String model, boolean tool) {
    var body = anthropic(model, ToolUse.AUTO, WireFixtures.ANSWER);
    assertThat(body.has("output_config")).isEqualTo(!tool);
    assertThat(body.path("tools")).hasSize(tool ? 2 : 1);
    assertThat(body.path("tool_choice").path("type").asText()).isEqualTo(tool ? "any" : "auto");
  }

  @Test
  void anthropic_schemaOfAnyMembers_getsTheTool() {
    var numbers =
        Map.<String, Object>of("type", "object", "additionalProperties", Map.of("type", "number"));
    var body = anthropic("claude-sonnet-5-5", ToolUse.AUTO, new OutputSchema("n", numbers));
    assertThat(body.has("output_config")).isFalse();
    assertThat(body.path("tools").path(1).path("input_schema").path("additionalProperties"))
        .isEqualTo(WireFixtures.object("{\"type\":\"number\"}"));
  }

  @Test
  void anthropic_nothingElseMayBeCalled_theAnswerIsForced() {
    var body = anthropic("claude-3-haiku", ToolUse.NONE, WireFixtures.ANSWER);
    assertThat(body.path("tool_choice"))
        .isEqualTo(WireFixtures.object("{\"type\":\"tool\",\"name\":\"" + AnswerTool.NAME + "\"}"));
  }

  @Test
  void anthropic_aToolMustBeCalled_thereIsNoAnswer() {
    var body = anthropic("claude-3-haiku", ToolUse.REQUIRED, WireFixtures.ANSWER);
    assertThat(body.path("tools")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gemini-2.5-flash", "models/gemini-1.5-pro"})
  void google_olderModelsWithTools_getTheTool(String model) {
    var tools = List.of(WireFixtures.WEATHER);
    var body = written(Kind.GOOGLE, request(model, tools, ToolUse.NONE, WireFixtures.ANSWER));
    assertThat(body.path("generationConfig").has("responseJsonSchema")).isFalse();
    assertThat(body.path("toolConfig").path("functionCallingConfig"))
        .isEqualTo(
            WireFixtures.object(
                "{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"" + AnswerTool.NAME + "\"]}"));
  }

  @Test
  void google_olderModelsWithoutTools_haveTheMode() {
    var request = request("gemini-2.5-flash", List.of(), ToolUse.AUTO, WireFixtures.ANSWER);
    assertThat(written(Kind.GOOGLE, request).path("generationConfig").has("responseJsonSchema"))
        .isTrue();
  }

  @Test
  void ollama_nothingMayBeCalled_hasTheFormat() {
    var tools = List.of(WireFixtures.WEATHER);
    var body = written(Kind.OLLAMA, request("m", tools, ToolUse.NONE, WireFixtures.ANSWER));
    assertThat(body.path("format")).isEqualTo(WireFixtures.answerSchema());
    assertThat(body.has("tools")).isFalse();
  }
}
