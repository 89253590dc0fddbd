package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.WireFixtures.Refusal;
import dev.rcrewai.llm.azure.AzureFormat;
import dev.rcrewai.step.ChatCall.Delivery;
import dev.rcrewai.step.ChatFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bodies are OpenAI's; addresses, credentials and errors are not. */
class AzureContractTest extends OpenAiContractTest {
  private static final String FILTERED =
      """
      {"error":{"message":"The response was filtered.","type":null,"param":"prompt",
        "code":"content_filter","status":400,
        "innererror":{"code":"ResponsibleAIPolicyViolation",
          "content_filter_result":{"violence":{"filtered":true,"severity":"medium"}}}}}\
      """;

  @Override
  String provider() {
    return "azure";
  }

  @Override
  WireFormat format() {
    return new AzureFormat("2024-10-21", "max_completion_tokens");
  }

  @Override
  String path(Delivery delivery) {
    return "/openai/deployments/gpt-5.4-mini/chat/completions?api-version=2024-10-21";
  }

  @Override
  Map<String, String> head() {
    return Map.of("api-key", KEY);
  }

  @Override
  String modelsPath() {
    return "/openai/models?api-version=2024-10-21";
  }

  @Override
  String embeddingsPath() {
    return "/openai/deployments/text-embedding-3-small/embeddings?api-version=2024-10-21";
  }

  @Override
  List<Refusal> refusals() {
    return List.of(
        refusal(401, "401", "Access denied due to invalid key.", ChatFailure.AUTH),
        refusal(404, "DeploymentNotFound", "No such deployment.", ChatFailure.BAD_REQUEST),
        new Refusal(400, FILTERED, ChatFailure.REFUSED),
        refusal(400, "context_length_exceeded", "Too long", ChatFailure.CONTEXT),
        refusal(429, "insufficient_quota", "Pay", ChatFailure.QUOTA),
        refusal(408, "408", "Slow", ChatFailure.TIMEOUT),
        refusal(500, "InternalServerError", "Oh", ChatFailure.SERVER),
        refusal(503, "503", "Busy", ChatFailure.OVERLOADED),
        limited(Duration.ofSeconds(7), "retry-after", "7"),
        limited(
            Duration.ofSeconds(42),
            "x-ratelimit-remaining-tokens",
            "0",
            "x-ratelimit-reset-tokens",
            "42"),
        limited(null, "x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "-1"));
  }

  private static Refusal limited(@Nullable Duration pause, String... headers) {
    var body = "{\"error\":{\"code\":\"429\",\"message\":\"Please retry.\"}}";
    return new Refusal(429, body, ChatFailure.RATE_LIMIT, pause, List.of(headers));
  }

  private static Refusal refusal(int status, String code, String message, ChatFailure failure) {
    var body = "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message);
    return new Refusal(status, body, failure);
  }

  @Test
  void path_ofVersion1_hasNoDeploymentAndNoDate() {
    var v1 = new AzureFormat("v1", "max_completion_tokens");
    var post = v1.post(WireFixtures.question("mine"), Delivery.WHOLE);
    assertThat(post.path()).isEqualTo("/openai/v1/chat/completions");
    assertThat(WireFixtures.object(post.body().toString()).path("model").asText())
        .isEqualTo("mine");
    assertThat(v1.modelsPath()).isEqualTo("/openai/v1/models");
  }

  @Test
  void path_ofADeploymentWithOddCharacters_staysOnePart() {
    var post = format().post(WireFixtures.question("a/b?c#d e"), Delivery.WHOLE);
    assertThat(post.path()).contains("/deployments/a%2Fb%3Fc%23d%20e/chat/");
  }
}
