package dev.rcrewai.tool.math;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Exact decimals within bounds. Sums, differences and products are exact; a quotient that does not
 * end, and a root, have 34 digits.
 */
final class Decimals {
  private static final int DIGITS_MAX = 1_000;
  private static final int EXPONENT_MAX = 1_000;

  private Decimals() {}

  /** The value itself, where it can be written with so many digits. */
  static BigDecimal bounded(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    if (plain.precision() > DIGITS_MAX || Math.abs(plain.scale()) > DIGITS_MAX) {
      throw new ArithmeticException("a number has more than " + DIGITS_MAX + " digits");
    }
    return value;
  }

  static BigDecimal quotient(BigDecimal value, BigDecimal by) {
    requireNotZero(by);
    return bounded(value.divide(by, MathContext.DECIMAL128));
  }

  /** What is left of the division, with the sign of the first. */
  static BigDecimal remainder(BigDecimal value, BigDecimal by) {
    requireNotZero(by);
    return bounded(value.remainder(by));
  }

  static BigDecimal power(BigDecimal base, BigDecimal exponent) {
    if (exponent.stripTrailingZeros().scale() > 0) {
      throw new ArithmeticException("an exponent must be a whole number; for roots use sqrt");
    }
    if (exponent.abs().compareTo(BigDecimal.valueOf(EXPONENT_MAX)) > 0) {
      throw new ArithmeticException("an exponent is at most " + EXPONENT_MAX);
    }
    int times = exponent.intValueExact();
    BigDecimal value = BigDecimal.ONE;
    for (int i = 0; i < Math.abs(times); i++) {
      value = bounded(value.multiply(base)); // stops early where it grows too long
    }
    return times < 0 ? quotient(BigDecimal.ONE, value) : value;
  }

  static BigDecimal root(BigDecimal value) {
    if (value.signum() < 0) {
      throw new ArithmeticException("sqrt of a negative number");
    }
    return value.sqrt(MathContext.DECIMAL128);
  }

  /** Half up, as people round. */
  static BigDecimal rounded(BigDecimal value, BigDecimal digits) {
    if (digits.stripTrailingZeros().scale() > 0
        || digits.abs().compareTo(BigDecimal.valueOf(DIGITS_MAX)) > 0) {
      throw new ArithmeticException("round takes a whole number of digits");
    }
    return bounded(value.setScale(digits.intValueExact(), RoundingMode.HALF_UP));
  }

  /** Without zeros that say nothing. */
  static BigDecimal shown(BigDecimal value) {
    return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
  }

  private static void requireNotZero(BigDecimal value) {
    if (value.signum() == 0) {
      throw new ArithmeticException("division by zero");
    }
  }
}
