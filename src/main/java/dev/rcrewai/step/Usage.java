package dev.rcrewai.step;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Tokens of one or more chat completions, as the provider counted them.
 *
 * @param inputTokens tokens of the prompt, cached ones included
 * @param cachedTokens the part of the input that the provider had cached
 * @param outputTokens tokens of the answer, reasoning included
 * @param reasoningTokens the part of the output spent on reasoning
 */
public record Usage(
    @JsonProperty("input_tokens") long inputTokens,
    @JsonProperty("cached_tokens") long cachedTokens,
    @JsonProperty("output_tokens") long outputTokens,
    @JsonProperty("reasoning_tokens") long reasoningTokens) {
  public static final Usage NONE = new Usage(0, 0, 0, 0);

  public Usage {
    if (inputTokens < 0 || cachedTokens < 0 || outputTokens < 0 || reasoningTokens < 0) {
      throw new IllegalArgumentException("a token count is negative");
    }
  }

  /** The sum, part by part. */
  public Usage plus(Usage more) {
    return new Usage(
        inputTokens + more.inputTokens,
        cachedTokens + more.cachedTokens,
        outputTokens + more.outputTokens,
        reasoningTokens + more.reasoningTokens);
  }
}
