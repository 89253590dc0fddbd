package dev.rcrewai.sandbox;

import java.util.List;

/** One node of a script file, with the place where it starts. */
sealed interface Yaml {
  Place at();

  /** Line and column as editors count them, from 1. */
  record Place(int line, int column) {
    static final Place START = new Place(1, 1);
  }

  /** What YAML takes a plain scalar for. */
  enum Kind {
    TEXT,
    WHOLE,
    DECIMAL,
    FLAG,
    NULL
  }

  /** A single value; {@code text} is as written. */
  record Scalar(Place at, String text, Kind kind) implements Yaml {}

  /** A list. */
  record Sequence(Place at, List<Yaml> items) implements Yaml {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** A mapping in the file's order; keys are distinct. */
  record Mapping(Place at, List<Entry> entries) implements Yaml {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** One key of a mapping and its value. */
  record Entry(Place at, String key, Yaml value) {}
}
