package dev.rcrewai.health;

/** Who reads a report. */
public enum Audience {
  /** The main port: statuses and figures. */
  PUBLIC,
  /** The management port: error texts and hosts too. */
  OPERATORS
}
