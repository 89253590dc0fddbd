package dev.rcrewai.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rcrewai.step.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
  private static final Usage MILLION = new Usage(1_000_000, 400_000, 1_000_000, 500_000);

  @TempDir Path dir;

  private Prices load(String yaml) throws IOException {
    return Prices.load(Files.writeString(dir.resolve("prices.yaml"), yaml));
  }

  private static Prices shipped() {
    return Prices.load(Path.of("conf/prices.yaml"));
  }

  @Test
  void cost_cachedTokens_haveTheirOwnPrice() {
    // 0.6 million at 2.50, 0.4 million at 1.25, 1 million at 10
    assertThat(shipped().cost("openai", "gpt-4o", "gpt-4o", MILLION))
        .contains(new BigDecimal("12"));
  }

  @Test
  void cost_isExact() {
    assertThat(shipped().cost("openai", "x", "gpt-4o-mini", new Usage(1, 0, 1, 0)))
        .contains(new BigDecimal("0.00000075"));
  }

  @Test
  void cost_withoutCachedPrice_countsThemAsInput() throws IOException {
    var prices = load("models: {m: {input: 1, output: 2}}");
    assertThat(prices.cost("p", "m", "m", MILLION)).contains(new BigDecimal("3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o-2024-08-06", "gpt-4o-0806", "gpt-4o-20240806", "gpt-4o-latest"})
  void cost_datedVersion_isTheModels(String model) {
    assertThat(shipped().cost("openai", model, model, MILLION)).contains(new BigDecimal("12"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o-audio-preview", "gpt-4-32k", "gpt-4.5", "my-model"})
  void cost_anotherModel_isUnknown(String model) {
    assertThat(shipped().cost("openai", model, model, MILLION)).isEmpty();
  }

  @Test
  void cost_unknownAnsweringModel_isTheAskedOnes() {
    assertThat(shipped().cost("openai", "gpt-4o", "deployment-7", MILLION))
        .contains(new BigDecimal("12"));
  }

  @Test
  void cost_withoutCountedTokens_isUnknown() {
    assertThat(shipped().cost("openai", "gpt-4o", "gpt-4o", Usage.NONE)).isEmpty();
  }

  @Test
  void cost_ofTheSandbox_isNothing() {
    assertThat(Prices.none().cost("sandbox", "gpt-4o", "gpt-4o", MILLION))
        .contains(BigDecimal.ZERO);
  }

  @Test
  void load_reportsEveryProblem() {
    assertThatExceptionOfType(Prices.InvalidPrices.class)
        .isThrownBy(
            () -> load("models: {a: {input: -1, output: x}, b: {input: 1, ouput: 1}, c: 7}"))
        .satisfies(e ->
            assertThat(e.problems())
                .containsExactlyInAnyOrder(
                    problem("a.input", "'-1'"),
                    problem("a.output", "'x'"),
                    "models.b.ouput is unknown; expected input, cached_input or output",
                    problem("b.output", "missing"),
                    problem("c.input", "missing"),
                    problem("c.output", "missing")));
  }

  private static String problem(String key, String found) {
    return "models." + key + " is " + found + "; expected US dollars per million tokens, 0 or more";
  }

  @Test
  void load_notYaml_isReported() {
    assertThatExceptionOfType(Prices.InvalidPrices.class)
        .isThrownBy(() -> load("models: {a: ["))
        .withMessageContaining("not YAML");
  }

  @Test
  void load_noFile_isReported() {
    assertThatExceptionOfType(Prices.InvalidPrices.class)
        .isThrownBy(() -> Prices.load(dir.resolve("none.yaml")))
        .withMessageContaining("cannot be read");
  }

  @Test
  void load_withoutModels_isReported() {
    assertThatExceptionOfType(Prices.InvalidPrices.class)
        .isThrownBy(() -> load("prices: {}"))
        .withMessageContaining("models is missing");
  }
}
