package dev.rcrewai.tool.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.tool.ToolInputs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class CalculatorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.1 + 0.2                    | 0.3
          1 + 2 * 3 - 4 / 2            | 5
          (1299.90 * 3 - 15) / 1.19    | 3264.453781512605042016806722689076
          -2^2                         | -4
          2^3^2                        | 512
          2 ^ -2                       | 0.25
          - - 3                        | 3
          -7 % 3                       | -1
          1e3 + .5                     | 1000.5
          10 / 3                       | 3.333333333333333333333333333333333
          sqrt(2)                      | 1.414213562373095048801688724209698
          round(2.345, 2)              | 2.35
          round(-2.5)                  | -3
          floor(-1.5) + ceil(1.2)      | 0
          max(1, 2.50, min(9, 3))      | 3
          ABS(-0)                      | 0
          99999999999999999999 * 10^20 | 9999999999999999999900000000000000000000
          """)
  void run_expression_isCalculatedExactly(String expression, String value) {
    assertThat(result(expression)).isEqualTo(new ToolResult.Completed(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 / 0          | division by zero
          1 % (2 - 2)    | division by zero
          sqrt(-1)       | sqrt of a negative number
          2 ^ 0.5        | an exponent must be a whole number; for roots use sqrt
          2 ^ 1001       | an exponent is at most 1000
          9 ^ 9 ^ 9      | an exponent is at most 1000
          (10^600)^2     | a number has more than 1000 digits
          1e999 * 1e999  | a number has more than 1000 digits
          1 +            | the expression ends too early
          (1             | the expression ends too early
          1 2            | unexpected '2' at character 3
          1;2            | unexpected ';' at character 2
          exit(1)        | there is no function 'exit'; there are sqrt, abs, round, floor, ceil, \
          min, max
          sqrt(1, 2)     | sqrt takes 1 to 1 arguments
          round(1, 5000) | round takes a whole number of digits
          """)
  void run_whatCannotBeCalculated_saysWhy(String expression, String why) {
    assertThat(result(expression)).isEqualTo(new ToolResult.Failed("Calculation failed: " + why));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.Runtime.getRuntime()",
        "${7*7}",
        "T(java.lang.System).exit(0)",
        "__import__('os')",
        "x = 1",
        "`id`"
      })
  void run_code_isNeverMoreThanAMistake(String code) {
    assertThat(result(code)).isInstanceOf(ToolResult.Failed.class);
  }

  @Test
  void run_deepNesting_isRefused() {
    assertThat(result("(".repeat(400) + "1").text()).contains("more than 50 deep");
    assertThat(result("-".repeat(400) + "1").text()).contains("more than 50 deep");
    assertThat(result("2^".repeat(200) + "1").text()).contains("more than 50 deep");
  }

  private static ToolResult result(String expression) {
    return new Calculator().run(ToolInputs.of(Map.of("expression", expression)));
  }
}
