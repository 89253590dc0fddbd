package dev.rcrewai.config;

/** What a provider speaks, with the settings of that. */
public sealed interface Dialect {
  /** The model of agents that name the provider and no model. */
  String model();

  /**
   * OpenAI's chat completions.
   *
   * @param maxTokensField {@code max_tokens} or {@code max_completion_tokens}
   */
  record OpenAi(String maxTokensField) implements Dialect {
    public static final String MAX_TOKENS = "max_tokens";
    public static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

    @Override
    public String model() {
      return "gpt-4o-mini";
    }
  }

  /**
   * Anthropic's messages.
   *
   * @param version the header {@code anthropic-version}
   */
  record Anthropic(String version) implements Dialect {
    @Override
    public String model() {
      return "claude-sonnet-4-6";
    }
  }

  /**
   * Google's Gemini API.
   *
   * @param version the first part of each path
   */
  record Google(String version) implements Dialect {
    @Override
    public String model() {
      return "gemini-flash-latest";
    }
  }

  /**
   * OpenAI's chat completions as Azure serves them.
   *
   * @param apiVersion {@code v1} or a date
   * @param maxTokensField as in {@link OpenAi}
   * @param model the deployment of agents that name none
   */
  record Azure(String apiVersion, String maxTokensField, String model) implements Dialect {}

  /**
   * Ollama's own API.
   *
   * @param contextTokens the context window that is asked for
   */
  record Ollama(int contextTokens) implements Dialect {
    public Ollama {
      Require.atLeast("contextTokens", contextTokens, 1);
    }

    @Override
    public String model() {
      return "qwen3:8b";
    }
  }
}
