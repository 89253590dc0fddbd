package dev.rcrewai.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.WireFixtures.Refusal;
import dev.rcrewai.llm.openai.OpenAiFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Image;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class OpenAiContractTest extends WireFormatContract {
  @Override
  String provider() {
    return "openai";
  }

  @Override
  WireFormat format() {
    return new OpenAiFormat("max_completion_tokens");
  }

  @Override
  String asked() {
    return "gpt-5.4-mini";
  }

  @Override
  String answered() {
    return "gpt-5.4-mini-2026-03-17";
  }

  @Override
  String path(Delivery delivery) {
    return "/chat/completions";
  }

  @Override
  Map<String, String> head() {
    return Map.of("Authorization", "Bearer " + KEY);
  }

  @Override
  String modelsPath() {
    return "/models";
  }

  @Override
  String streamType() {
    return "text/event-stream";
  }

  @Override
  void streamed(ObjectNode request) {
    request.put("stream", true).putObject("stream_options").put("include_usage", true);
  }

  @Override
  void withoutTools(ObjectNode request) {
    request.put("tool_choice", "none");
  }

  @Override
  void withToolForced(ObjectNode request) {
    request.put("tool_choice", "required");
  }

  @Override
  void structured(ObjectNode request) {
    request
        .putObject("response_format")
        .put("type", "json_schema")
        .putObject("json_schema")
        .put("name", "answer")
        .put("strict", true)
        .set("schema", WireFixtures.answerSchema());
  }

  @Override
  String withPicture(Image.Source source) {
    var url =
        switch (source) {
          case Image.Data(var base64) -> "data:image/png;base64," + base64;
          case Image.Link(var link) -> link;
        };
    return """
    {"role":"user","content":[{"type":"text","text":"What is this?"},
      {"type":"image_url","image_url":{"url":"%s"}}]}\
    """
        .formatted(url);
  }

  @Override
  String stopWord() {
    return "stop";
  }

  @Override
  String embedder() {
    return "text-embedding-3-small";
  }

  @Override
  String embeddingsPath() {
    return "/embeddings";
  }

  @Override
  List<Refusal> refusals() {
    return List.of(
        refusal(401, "invalid_request_error", "invalid_api_key", "Bad key", ChatFailure.AUTH),
        refusal(403, "permission_error", "", "No", ChatFailure.AUTH),
        refusal(404, "invalid_request_error", "model_not_found", "?", ChatFailure.BAD_REQUEST),
        refusal(
            400,
            "invalid_request_error",
            "context_length_exceeded",
            "Too long",
            ChatFailure.CONTEXT),
        refusal(400, "invalid_request_error", "content_policy_violation", "", ChatFailure.REFUSED),
        refusal(429, "insufficient_quota", "insufficient_quota", "Pay", ChatFailure.QUOTA),
        refusal(408, "", "", "Slow", ChatFailure.TIMEOUT),
        refusal(500, "server_error", "", "Oh", ChatFailure.SERVER),
        refusal(503, "server_error", "", "Busy", ChatFailure.OVERLOADED),
        limited(Duration.ofMillis(250), "retry-after-ms", "250", "retry-after", "9"),
        limited(Duration.ofSeconds(7), "retry-after", "7"),
        limited(
            Duration.ofMillis(1500),
            "x-ratelimit-remaining-requests",
            "0",
            "x-ratelimit-reset-requests",
            "1.5s",
            "x-ratelimit-remaining-tokens",
            "9",
            "x-ratelimit-reset-tokens",
            "6m0s"));
  }

  private static Refusal limited(Duration pause, String... headers) {
    var body =
        """
        {"error":{"message":"Rate limit reached on tokens per min (TPM): Limit 200000.",
          "type":"tokens","param":null,"code":"rate_limit_exceeded"}}\
        """;
    return new Refusal(429, body, ChatFailure.RATE_LIMIT, pause, List.of(headers));
  }

  private static Refusal refusal(
      int status, String type, String code, String message, ChatFailure failure) {
    var word = code.isEmpty() ? "null" : '"' + code + '"';
    var body =
        "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":%s}}"
            .formatted(message, type, word);
    return new Refusal(status, body, failure);
  }
}
