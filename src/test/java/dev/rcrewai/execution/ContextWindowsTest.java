package dev.rcrewai.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ModelChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextWindowsTest {
  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini-2024-07-18, 128000",
    "gpt-4.1-nano, 1047576",
    "gpt-4, 8192",
    "gpt-4-turbo, 128000",
    "o3-mini, 200000",
    "claude-sonnet-4-6, 200000",
    "gemini-1.5-pro, 1000000",
    "llama3.1, 8192",
  })
  void window_ofAModel_isTheKnownOneOrSmall(String model, int tokens) {
    assertThat(ContextWindows.smallest(choice(model), List.of())).isEqualTo(tokens);
  }

  @Test
  void window_withAFallback_isTheSmallest() {
    assertThat(ContextWindows.smallest(choice("claude-x"), List.of(choice("gpt-4o"))))
        .isEqualTo(128_000);
  }

  private static ModelChoice choice(String model) {
    return new ModelChoice("any", model, null, 100);
  }
}
