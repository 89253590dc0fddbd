package dev.rcrewai.config;

import java.time.Duration;

/** What the records of settings insist on, whoever makes them. */
final class Require {
  private Require() {}

  static void atLeast(String name, long value, long min) {
    within(name, value, min, Long.MAX_VALUE);
  }

  static void within(String name, long value, long min, long max) {
    if (value < min || value > max) {
      var range = max == Long.MAX_VALUE ? "at least " + min : min + " to " + max;
      throw new IllegalArgumentException(name + " is " + value + "; expected " + range);
    }
  }

  static void notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " is " + value + "; expected none or some time");
    }
  }

  static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " is " + value + "; expected some time");
    }
  }

  static void that(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
