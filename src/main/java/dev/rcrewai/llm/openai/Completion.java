package dev.rcrewai.llm.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rcrewai.step.Usage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code chat.completion} or {@code chat.completion.chunk} object as far as we read it; unknown
 * fields are ignored. A choice has a message in the first and a delta in the second.
 */
record Completion(
    @Nullable String model,
    @Nullable List<Choice> choices,
    @Nullable Tokens usage,
    @Nullable JsonNode error) {
  static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final ObjectReader READER = MAPPER.readerFor(Completion.class);

  static Completion read(byte[] json) throws IOException {
    @Nullable Completion completion = READER.readValue(json);
    if (completion == null) {
      throw new IOException("null is no completion");
    }
    return completion;
  }

  /** The first choice; there is none beside usage, and we never ask for more. */
  @Nullable Choice choice() {
    return choices == null || choices.isEmpty() ? null : choices.getFirst();
  }

  boolean isError() {
    return error != null && !error.isNull();
  }

  record Choice(
      @Nullable Part message,
      @Nullable Part delta,
      @JsonProperty("finish_reason") @Nullable String finishReason) {}

  record Part(
      @Nullable String content,
      @Nullable String refusal,
      @JsonProperty("tool_calls") @Nullable List<Call> toolCalls) {}

  /** A tool call, or the next piece of the one with this index. */
  record Call(@Nullable Integer index, @Nullable String id, @Nullable Function function) {}

  /** Arguments are JSON text; some compatible servers send the object itself. */
  record Function(@Nullable String name, @Nullable JsonNode arguments) {
    String argumentsText() {
      if (arguments == null || arguments.isNull()) {
        return "";
      }
      return arguments.isTextual() ? arguments.textValue() : arguments.toString();
    }
  }

  record Tokens(
      @JsonProperty("prompt_tokens") long prompt,
      @JsonProperty("completion_tokens") long completion,
      @JsonProperty("prompt_tokens_details") @Nullable PromptDetails promptDetails,
      @JsonProperty("completion_tokens_details") @Nullable CompletionDetails completionDetails) {
    Usage asUsage() {
      return new Usage(
          Math.max(0, prompt),
          promptDetails == null ? 0 : Math.max(0, promptDetails.cached()),
          Math.max(0, completion),
          completionDetails == null ? 0 : Math.max(0, completionDetails.reasoning()));
    }
  }

  record PromptDetails(@JsonProperty("cached_tokens") long cached) {}

  record CompletionDetails(@JsonProperty("reasoning_tokens") long reasoning) {}
}
