package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.llm.anthropic.AnthropicFormat;
import dev.rcrewai.llm.google.GoogleFormat;
import dev.rcrewai.llm.openai.OpenAiFormat;
import dev.rcrewai.step.Image;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which models are not sent pictures. */
class ObstacleTest {
  private static final Image.Source BYTES = new Image.Data("iVBORw0KGgo=");
  private static final Image.Source LINK = new Image.Link("https://example.org/a.png");

  private static boolean isRefused(WireFormat format, String model, Image.Source source) {
    return format.obstacle(WireFixtures.picture(model, source)) != null;
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-3.5-turbo, true",
    "gpt-4, true",
    "gpt-4-0613, true",
    "o3-mini-2025-01-31, true",
    "gpt-4o-mini, false",
    "gpt-4-turbo, false",
    "gpt-5.4-mini, false",
    "something-else, false"
  })
  void openai_modelsWithoutEyes_areNotSentPictures(String model, boolean refused) {
    var format = new OpenAiFormat("max_tokens");
    assertThat(isRefused(format, model, BYTES)).isEqualTo(refused);
    assertThat(format.obstacle(WireFixtures.question(model))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"claude-2.1, true", "claude-3-haiku-20240307, false", "claude-sonnet-5-5, false"})
  void anthropic_modelsWithoutEyes_areNotSentPictures(String model, boolean refused) {
    assertThat(isRefused(new AnthropicFormat("2023-06-01"), model, BYTES)).isEqualTo(refused);
  }

  @ParameterizedTest
  @CsvSource({"gemini-2.0-flash, true", "gemini-2.5-flash, false", "gemini-3-flash, false"})
  void google_modelsThatFetchNothing_areNotSentLinks(String model, boolean refused) {
    var format = new GoogleFormat("v1beta");
    assertThat(isRefused(format, model, LINK)).isEqualTo(refused);
    assertThat(isRefused(format, model, BYTES)).isFalse();
  }
}
