package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.WireFixtures.Refusal;
import dev.rcrewai.llm.anthropic.AnthropicFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.ChatRequest;
import dev.rcrewai.step.ChatResult.ToolsCalled;
import dev.rcrewai.step.Embedding;
import dev.rcrewai.step.EmbeddingRequest;
import dev.rcrewai.step.Image;
import dev.rcrewai.step.Message;
import dev.rcrewai.step.ModelChoice;
import dev.rcrewai.step.ToolCall;
import dev.rcrewai.step.ToolUse;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicContractTest extends WireFormatContract {
  @Override
  String provider() {
    return "anthropic";
  }

  @Override
  WireFormat format() {
    return new AnthropicFormat("2023-06-01");
  }

  @Override
  String asked() {
    return "claude-sonnet-5-5";
  }

  @Override
  String answered() {
    return "claude-sonnet-5-5";
  }

  @Override
  String path(Delivery delivery) {
    return "/v1/messages";
  }

  @Override
  Map<String, String> head() {
    return Map.of("x-api-key", KEY, "anthropic-version", "2023-06-01");
  }

  @Override
  String modelsPath() {
    return "/v1/models";
  }

  @Override
  String streamType() {
    return "text/event-stream; charset=utf-8";
  }

  @Override
  void streamed(ObjectNode request) {
    request.put("stream", true);
  }

  @Override
  void withoutTools(ObjectNode request) {
    request.putObject("tool_choice").put("type", "none");
  }

  @Override
  void withToolForced(ObjectNode request) {
    request.putObject("tool_choice").put("type", "any");
  }

  @Override
  void structured(ObjectNode request) {
    request
        .putObject("output_config")
        .putObject("format")
        .put("type", "json_schema")
        .set("schema", WireFixtures.answerSchema());
  }

  @Override
  String withPicture(Image.Source source) {
    var written =
        switch (source) {
          case Image.Data(var base64) ->
              "\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"" + base64 + '"';
          case Image.Link(var link) -> "\"type\":\"url\",\"url\":\"" + link + '"';
        };
    return """
    {"role":"user","content":[{"type":"image","source":{%s}},
      {"type":"text","text":"What is this?"}]}\
    """
        .formatted(written);
  }

  @Override
  String stopWord() {
    return "end_turn";
  }

  @Override
  String embedder() {
    return "none";
  }

  @Override
  String embeddingsPath() {
    return "/none";
  }

  @Override
  void embeddings_ofTwoTexts_areTheirVectorsInOrder() {}

  @Override
  void embeddings_answerOfAnotherKind_isBadOutput(String body) {}

  @Override
  void embeddings_refused_sayWhy() {}

  @Test
  void embeddings_ofWhichThereAreNone_areRefusedUnsent() {
    var request = new EmbeddingRequest("p", "m", List.of("text"));
    var result =
        await(() ->
            model()
                .embed(
                    request,
                    null,
                    this::never,
                    Duration.ofSeconds(5),
                    TraceContext.NONE,
                    () -> true)
                .result());
    assertFailed(result, ChatFailure.BAD_REQUEST);
    assertThat(server.received()).isEmpty();
  }

  @Override
  List<Refusal> refusals() {
    return List.of(
        refusal(401, "authentication_error", "Bad key", ChatFailure.AUTH),
        refusal(402, "billing_error", "Pay", ChatFailure.QUOTA),
        refusal(403, "permission_error", "No", ChatFailure.AUTH),
        refusal(404, "not_found_error", "model: x", ChatFailure.BAD_REQUEST),
        refusal(413, "request_too_large", "Too large", ChatFailure.BAD_REQUEST),
        refusal(400, "invalid_request_error", "prompt is too long: 9 > 8", ChatFailure.CONTEXT),
        refusal(504, "timeout_error", "Slow", ChatFailure.TIMEOUT),
        refusal(500, "api_error", "Oh", ChatFailure.SERVER),
        refusal(529, "overloaded_error", "Overloaded", ChatFailure.OVERLOADED),
        new Refusal(
            429,
            """
            {"type":"error","error":{"type":"rate_limit_error","message":"Limit",
              "details":{"error_code":"workspace_spend_limit_reached"}},"request_id":"req_1"}\
            """,
            ChatFailure.QUOTA),
        limited(Duration.ofSeconds(7), "retry-after", "7", "request-id", "req_011C"),
        limited(
            Duration.ZERO,
            "retry-after",
            "0",
            "anthropic-ratelimit-requests-remaining",
            "0",
            "anthropic-ratelimit-requests-reset",
            "2099-01-01T00:00:00Z"),
        limited(
            Duration.ofMinutes(1),
            "anthropic-ratelimit-input-tokens-remaining",
            "0",
            "anthropic-ratelimit-input-tokens-reset",
            "2099-01-01T00:00:00Z"));
  }

  private static Refusal limited(Duration pause, String... headers) {
    var plain = refusal(429, "rate_limit_error", "Limit", ChatFailure.RATE_LIMIT);
    return new Refusal(429, plain.body(), ChatFailure.RATE_LIMIT, pause, List.of(headers));
  }

  private static Refusal refusal(int status, String type, String message, ChatFailure failure) {
    var body =
        """
        {"type":"error","error":{"type":"%s","message":"%s","details":null},"request_id":"req_1"}\
        """
            .formatted(type, message);
    return new Refusal(status, body, failure);
  }

  private static ObjectNode written(String version, ModelChoice model, Message... messages) {
    var request = new ChatRequest(model, List.of(messages), List.of(), ToolUse.AUTO);
    var post = new AnthropicFormat(version).post(request, Delivery.WHOLE);
    return WireFixtures.object(post.body().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "2023-06-01, claude-3-5-haiku-20241022, true",
    "2023-06-01, claude-sonnet-4-20250514, true",
    "2023-06-01, claude-haiku-4-5, true",
    "2023-06-01, claude-opus-4-1-20250805, true",
    "2023-06-01, claude-opus-4-6, true",
    "2023-06-01, claude-opus-4-7, false",
    "2023-06-01, claude-sonnet-4-6, false",
    "2023-06-01, claude-sonnet-5-5, false",
    "2023-06-01, something-else, false",
    "2026-10-21, claude-haiku-4-5, false"
  })
  void temperature_isSentOnlyWhereItIsTaken(String version, String model, boolean expected) {
    var body = written(version, new ModelChoice("p", model, 1.7, 8), new Message.User("hi"));
    assertThat(body.has("temperature")).isEqualTo(expected);
    assertThat(body.path("temperature").asDouble(1)).isEqualTo(1);
  }

  @Test
  void answer_long_isStreamedEvenIfNobodyWatches() {
    var small = new ModelChoice("p", "m", null, 21_333);
    var large = new ModelChoice("p", "m", null, 21_334);
    assertThat(written("2023-06-01", small, new Message.User("hi")).has("stream")).isFalse();
    assertThat(written("2023-06-01", large, new Message.User("hi")).has("stream")).isTrue();
    var reader = format().reader(Delivery.WHOLE, streamType(), this::nobody);
    reader.read(Buffer.buffer(recorded.stream("answer")));
    assertThat(reader.end()).isInstanceOf(AttemptResult.Success.class);
  }

  private void never(List<Embedding> vectors) {
    throw new AssertionError("there are none, but there were " + vectors);
  }

  private void nobody(String text) {
    throw new AssertionError("nobody watches, but was shown " + text);
  }

  @Test
  void reply_ofAnotherProvider_isWrittenFromTextAndCalls() {
    var call = new ToolCall("call_1", "get_weather", "{\"city\":\"Fa");
    var said = new Message.Assistant("Hm.", List.of(call), "{\"google\":[{\"text\":\"x\"}]}");
    var body =
        written(
            "2023-06-01",
            new ModelChoice("p", "m", null, 8),
            new Message.User("hi"),
            said,
            new Message.Assistant("", List.of(), null));
    assertThat(body.path("messages")).hasSize(2);
    assertThat(body.path("messages").path(1).path("content").toString())
        .isEqualTo(
            "[{\"type\":\"text\",\"text\":\"Hm.\"},{\"type\":\"tool_use\",\"id\":\"call_1\","
                + "\"name\":\"get_weather\",\"input\":{\"invalid_json\":\"{\\\"city\\\":\\\"Fa\"}}]");
  }

  @Test
  void call_withNumbers_keepsEveryDigit() {
    var reader = format().reader(Delivery.WHOLE, "application/json", text -> {});
    var input = "{\"a\":1.10,\"b\":12345678901234567890.123456789}";
    var body = recorded.text("calls.json").replace("{\"city\":\"Faro\"}", input);
    reader.read(Buffer.buffer(body));
    var reply = (ToolsCalled) ((AttemptResult.Success) reader.end()).reply();
    assertThat(reply.calls().getFirst().arguments()).isEqualTo(input);
    assertThat(reply.providerState()).contains(input);
  }

  @Test
  void answer_pausedTurn_isBadOutput() {
    var reader = format().reader(Delivery.WHOLE, "application/json", text -> {});
    var body = recorded.text("answer.json").replace("end_turn", "pause_turn");
    reader.read(Buffer.buffer(body));
    assertFailed(reader.end(), ChatFailure.BAD_OUTPUT);
  }
}
