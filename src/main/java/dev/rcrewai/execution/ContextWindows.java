package dev.rcrewai.execution;

import dev.rcrewai.step.ModelChoice;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is known of the models' context windows, in tokens of prompt and answer together. */
final class ContextWindows {
  /** Of a model that is not known. */
  static final int DEFAULT = 8_192;

  private static final Map<String, Integer> BY_PREFIX =
      Map.of(
          "gpt-3.5-turbo", 16_385,
          "gpt-4-turbo", 128_000,
          "gpt-4o", 128_000,
          "gpt-4.1", 1_047_576,
          "gpt-5", 400_000,
          "o1", 200_000,
          "o3", 200_000,
          "o4", 200_000,
          "claude-", 200_000,
          "gemini-", 1_000_000);

  private ContextWindows() {}

  /** The smallest of them: any may be asked. */
  static int smallest(ModelChoice model, List<ModelChoice> fallback) {
    return Stream.concat(Stream.of(model), fallback.stream())
        .mapToInt(choice -> of(choice.model()))
        .min()
        .orElse(DEFAULT);
  }

  private static int of(String model) {
    return BY_PREFIX.entrySet().stream()
        .filter(known -> model.startsWith(known.getKey()))
        .mapToInt(Map.Entry::getValue)
        .findFirst()
        .orElse(DEFAULT);
  }
}
