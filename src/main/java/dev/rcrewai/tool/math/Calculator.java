package dev.rcrewai.tool.math;

import dev.rcrewai.step.ToolResult;
import dev.rcrewai.step.ToolSpec;
import dev.rcrewai.tool.ParameterSchema;
import dev.rcrewai.tool.Tool;
import dev.rcrewai.tool.ToolInput;

/** {@code calculator}: arithmetic with exact decimals. */
public final class Calculator implements Tool {
  public static final ToolSpec SPEC =
      new ToolSpec(
          "calculator",
          "Calculates an arithmetic expression with exact decimals. Operators: + - * / % ^ and"
              + " parentheses; functions: sqrt, abs, round(x, digits), floor, ceil, min, max.",
          ParameterSchema.parse(
              """
              {
                "type": "object",
                "properties": {
                  "expression": {
                    "type": "string", "minLength": 1, "maxLength": 500,
                    "description": "For example (1299.90 * 3 - 15) / 1.19"
                  }
                },
                "required": ["expression"],
                "additionalProperties": false
              }
              """),
          false);

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult run(ToolInput input) {
    try {
      var value = Expression.valueOf(input.arguments().text("expression"));
      return new ToolResult.Completed(value.toPlainString());
    } catch (ArithmeticException e) {
      return new ToolResult.Failed("Calculation failed: " + e.getMessage());
    }
  }
}
