package dev.rcrewai.tool.math;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The functions of an expression. */
enum Function {
  SQRT(1, 1),
  ABS(1, 1),
  ROUND(1, 2),
  FLOOR(1, 1),
  CEIL(1, 1),
  MIN(1, 100),
  MAX(1, 100);

  private final int argumentsMin;
  private final int argumentsMax;

  Function(int argumentsMin, int argumentsMax) {
    this.argumentsMin = argumentsMin;
    this.argumentsMax = argumentsMax;
  }

  static Function named(String name) {
    return Arrays.stream(values())
        .filter(function -> function.word().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new ArithmeticException("there is no function '" + name + "'; there are " + words()));
  }

  BigDecimal of(List<BigDecimal> arguments) {
    if (arguments.size() < argumentsMin || arguments.size() > argumentsMax) {
      throw new ArithmeticException(
          "%s takes %d to %d arguments".formatted(word(), argumentsMin, argumentsMax));
    }
    BigDecimal first = arguments.getFirst();
    return switch (this) {
      case SQRT -> Decimals.root(first);
      case ABS -> first.abs();
      case ROUND ->
          Decimals.rounded(first, arguments.size() == 2 ? arguments.get(1) : BigDecimal.ZERO);
      case FLOOR -> first.setScale(0, RoundingMode.FLOOR);
      case CEIL -> first.setScale(0, RoundingMode.CEILING);
      case MIN -> Collections.min(arguments);
      case MAX -> Collections.max(arguments);
    };
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String words() {
    return Arrays.stream(values()).map(Function::word).collect(Collectors.joining(", "));
  }
}
