package dev.rcrewai.llm;

import dev.rcrewai.step.Usage;
import java.math.BigDecimal;

/**
 * What a model costs, in US dollars per million tokens.
 *
 * @param cachedInput the input tokens that the provider had cached
 */
record Price(BigDecimal input, BigDecimal cachedInput, BigDecimal output) {
  private static final int MILLION = 6;

  /** What these tokens cost, exactly. */
  BigDecimal of(Usage usage) {
    long cached = Math.min(usage.cachedTokens(), usage.inputTokens());
    var sum =
        times(input, usage.inputTokens() - cached)
            .add(times(cachedInput, cached))
            .add(times(output, usage.outputTokens()));
    var exact = sum.movePointLeft(MILLION).stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }

  private static BigDecimal times(BigDecimal price, long tokens) {
    return price.multiply(BigDecimal.valueOf(tokens));
  }
}
