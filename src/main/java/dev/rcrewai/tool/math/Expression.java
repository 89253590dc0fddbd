package dev.rcrewai.tool.math;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads an arithmetic expression and calculates it on the way; nothing else can be expressed.
 *
 * <pre>
 *   sum     = product {("+" | "-") product}
 *   product = signed {("*" | "/" | "%") signed}
 *   signed  = ("+" | "-") signed | power
 *   power   = value ["^" signed]                  so that -2^2 is -4 and 2^3^2 is 2^(3^2)
 *   value   = number | "(" sum ")" | name "(" sum {"," sum} ")"
 * </pre>
 *
 * Every failure is an {@link ArithmeticException} in words for a model.
 */
final class Expression {
  private static final int DEPTH_MAX = 50;
  private static final Pattern NUMBER =
      Pattern.compile("(\\d{1,100}(\\.\\d{1,100})?|\\.\\d{1,100})([eE][+-]?\\d{1,3})?");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z]{1,20}");

  private final String text;
  private int at;
  private int depth;

  private Expression(String text) {
    this.text = text;
  }

  static BigDecimal valueOf(String text) {
    var expression = new Expression(text);
    BigDecimal value = expression.sum();
    if (expression.peek() != 0) {
      throw expression.unexpected();
    }
    return Decimals.shown(value);
  }

  private BigDecimal sum() {
    if (++depth > DEPTH_MAX) {
      throw new ArithmeticException("the expression is nested more than " + DEPTH_MAX + " deep");
    }
    BigDecimal value = product();
    while (peek() == '+' || peek() == '-') {
      boolean plus = text.charAt(at++) == '+';
      BigDecimal other = product();
      value = Decimals.bounded(plus ? value.add(other) : value.subtract(other));
    }
    depth--;
    return value;
  }

  private BigDecimal product() {
    BigDecimal value = signed();
    while (peek() == '*' || peek() == '/' || peek() == '%') {
      char operator = text.charAt(at++);
      BigDecimal other = signed();
      value =
          switch (operator) {
            case '*' -> Decimals.bounded(value.multiply(other));
            case '/' -> Decimals.quotient(value, other);
            default -> Decimals.remainder(value, other);
          };
    }
    return value;
  }

  private BigDecimal signed() {
    if (++depth > DEPTH_MAX) {
      throw new ArithmeticException("the expression is nested more than " + DEPTH_MAX + " deep");
    }
    BigDecimal value =
        switch (peek()) {
          case '+' -> {
            at++;
            yield signed();
          }
          case '-' -> {
            at++;
            yield signed().negate();
          }
          default -> power();
        };
    depth--;
    return value;
  }

  private BigDecimal power() {
    BigDecimal base = value();
    if (peek() != '^') {
      return base;
    }
    at++;
    return Decimals.power(base, signed());
  }

  private BigDecimal value() {
    if (peek() == '(') {
      at++;
      BigDecimal value = sum();
      expect(')');
      return value;
    }
    var number = NUMBER.matcher(text).region(at, text.length());
    if (number.lookingAt()) {
      at = number.end();
      return Decimals.bounded(new BigDecimal(number.group()));
    }
    var name = NAME.matcher(text).region(at, text.length());
    if (name.lookingAt()) {
      at = name.end();
      return Function.named(name.group().toLowerCase(Locale.ROOT)).of(arguments());
    }
    throw unexpected();
  }

  private List<BigDecimal> arguments() {
    List<BigDecimal> arguments = new ArrayList<>();
    expect('(');
    arguments.add(sum());
    while (peek() == ',') {
      at++;
      arguments.add(sum());
    }
    expect(')');
    return arguments;
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw unexpected();
    }
    at++;
  }

  /** The next character that means something; 0 at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private ArithmeticException unexpected() {
    return new ArithmeticException(
        at >= text.length()
            ? "the expression ends too early"
            : "unexpected '%s' at character %d"
                .formatted(Character.toString(text.codePointAt(at)), at + 1));
  }
}
