package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.llm.WireFixtures.Refusal;
import dev.rcrewai.llm.google.GoogleFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import dev.rcrewai.step.Image;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleContractTest extends WireFormatContract {
  @Override
  String provider() {
    return "google";
  }

  @Override
  WireFormat format() {
    return new GoogleFormat("v1beta");
  }

  @Override
  String asked() {
    return "gemini-3-flash";
  }

  @Override
  String answered() {
    return "gemini-3-flash";
  }

  @Override
  String path(Delivery delivery) {
    return switch (delivery) {
      case WHOLE -> "/v1beta/models/gemini-3-flash:generateContent";
      case STREAMED -> "/v1beta/models/gemini-3-flash:streamGenerateContent?alt=sse";
    };
  }

  @Override
  Map<String, String> head() {
    return Map.of("x-goog-api-key", KEY);
  }

  @Override
  String modelsPath() {
    return "/v1beta/models";
  }

  @Override
  String streamType() {
    return "text/event-stream";
  }

  @Override
  void streamed(ObjectNode request) {}

  @Override
  void withoutTools(ObjectNode request) {
    request.putObject("toolConfig").putObject("functionCallingConfig").put("mode", "NONE");
  }

  @Override
  void withToolForced(ObjectNode request) {
    request.putObject("toolConfig").putObject("functionCallingConfig").put("mode", "ANY");
  }

  @Override
  void structured(ObjectNode request) {
    ((ObjectNode) request.path("generationConfig"))
        .put("responseMimeType", "application/json")
        .set("responseJsonSchema", WireFixtures.answerSchema());
  }

  @Override
  String withPicture(Image.Source source) {
    var written =
        switch (source) {
          case Image.Data(var base64) ->
              "\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"" + base64 + "\"}";
          case Image.Link(var link) ->
              "\"fileData\":{\"mimeType\":\"image/png\",\"fileUri\":\"" + link + "\"}";
        };
    return "{\"role\":\"user\",\"parts\":[{" + written + "},{\"text\":\"What is this?\"}]}";
  }

  @Override
  String stopWord() {
    return "STOP";
  }

  /** Arguments are an object; where the model wrote none, the provider says so. */
  @Override
  void assertBadArguments(AttemptResult result) {
    assertFailed(result, ChatFailure.BAD_OUTPUT)
        .satisfies(failure -> assertThat(failure.detail()).contains("MALFORMED_FUNCTION_CALL"));
  }

  @Override
  String embedder() {
    return "gemini-embedding-001";
  }

  @Override
  String embeddingsPath() {
    return "/v1beta/models/gemini-embedding-001:batchEmbedContents";
  }

  /** It counts none. */
  @Override
  long embeddingTokens() {
    return 0;
  }

  @Override
  List<Refusal> refusals() {
    return List.of(
        refusal(
            400,
            "INVALID_ARGUMENT",
            "API key not valid.",
            "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
                + "\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\"}",
            ChatFailure.AUTH),
        refusal(401, "UNAUTHENTICATED", "No", "", ChatFailure.AUTH),
        refusal(403, "PERMISSION_DENIED", "No", "", ChatFailure.AUTH),
        refusal(404, "NOT_FOUND", "models/x is not found", "", ChatFailure.BAD_REQUEST),
        refusal(400, "FAILED_PRECONDITION", "No", "", ChatFailure.BAD_REQUEST),
        refusal(
            400,
            "INVALID_ARGUMENT",
            "The input token count (9) exceeds the maximum number of tokens allowed (8).",
            "",
            ChatFailure.CONTEXT),
        refusal(500, "INTERNAL", "Oh", "", ChatFailure.SERVER),
        refusal(503, "UNAVAILABLE", "Overloaded", "", ChatFailure.OVERLOADED),
        refusal(504, "DEADLINE_EXCEEDED", "Slow", "", ChatFailure.TIMEOUT),
        limited("Minute", "45.837906927s", ChatFailure.RATE_LIMIT, Duration.ofMillis(45_838)),
        limited("Minute", "3600s", ChatFailure.RATE_LIMIT, Duration.ofMinutes(1)),
        limited("Day", "60s", ChatFailure.QUOTA, Duration.ofMinutes(1)));
  }

  private static Refusal limited(String per, String delay, ChatFailure failure, Duration pause) {
    var details =
        """
        {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[
           {"quotaMetric":"generativelanguage.googleapis.com/generate_requests",
            "quotaId":"GenerateRequestsPer%sPerProjectPerModel"}]},
        {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"%s"}\
        """
            .formatted(per, delay);
    var plain = refusal(429, "RESOURCE_EXHAUSTED", "You exceeded your quota.", details, failure);
    return new Refusal(429, plain.body(), failure, pause, List.of());
  }

  private static Refusal refusal(
      int status, String word, String message, String details, ChatFailure failure) {
    var body =
        "{\"error\":{\"code\":%d,\"message\":\"%s\",\"status\":\"%s\",\"details\":[%s]}}"
            .formatted(status, message, word, details);
    return new Refusal(status, body, failure);
  }

  @Test
  void error_inAnArray_isTheFirst() {
    var body = Buffer.buffer("[" + refusals().get(2).body() + "]");
    assertThat(format().error(403, body).code()).isEqualTo("PERMISSION_DENIED");
  }

  @ParameterizedTest
  @CsvSource({
    "SAFETY, REFUSED",
    "RECITATION, REFUSED",
    "SPII, REFUSED",
    "IMAGE_SAFETY, REFUSED",
    "MALFORMED_RESPONSE, BAD_OUTPUT"
  })
  void answer_stoppedByTheProvider_isNone(String word, ChatFailure expected) {
    var reader = format().reader(Delivery.WHOLE, "application/json", text -> {});
    reader.read(Buffer.buffer(recorded.text("answer.json").replace("STOP", word)));
    assertFailed(reader.end(), expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"models/gemini-3-flash", "gemini-3-flash"})
  void path_ofAModelByEitherName_isTheSame(String model) {
    assertThat(format().post(WireFixtures.question(model), Delivery.WHOLE).path())
        .isEqualTo(path(Delivery.WHOLE));
  }
}
