package dev.rcrewai.gateway;

import java.util.OptionalInt;

/** How many events a reader takes before it has acknowledged any of them. */
final class Credit {
  static final String RULE = "credit must be a whole number from 1 to 1000";
  static final OptionalInt DEFAULT = OptionalInt.of(100);

  private static final int MAX = 1_000;

  private Credit() {}

  /** Empty where it breaks the rule. */
  static OptionalInt of(String text) {
    int credit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    return credit >= 1 && credit <= MAX ? OptionalInt.of(credit) : OptionalInt.empty();
  }
}
