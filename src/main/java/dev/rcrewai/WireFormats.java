package dev.rcrewai;

import dev.rcrewai.config.Dialect;
import dev.rcrewai.llm.WireFormat;
import dev.rcrewai.llm.anthropic.AnthropicFormat;
import dev.rcrewai.llm.azure.AzureFormat;
import dev.rcrewai.llm.google.GoogleFormat;
import dev.rcrewai.llm.ollama.OllamaFormat;
import dev.rcrewai.llm.openai.OpenAiFormat;

/** The wire format of each dialect. */
public final class WireFormats {
  private WireFormats() {}

  public static WireFormat of(Dialect dialect) {
    return switch (dialect) {
      case Dialect.OpenAi(var maxTokensField) -> new OpenAiFormat(maxTokensField);
      case Dialect.Anthropic(var version) -> new AnthropicFormat(version);
      case Dialect.Google(var version) -> new GoogleFormat(version);
      case Dialect.Azure(var version, var maxTokensField, _) ->
          new AzureFormat(version, maxTokensField);
      case Dialect.Ollama(var contextTokens) -> new OllamaFormat(contextTokens);
    };
  }
}
