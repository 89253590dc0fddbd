package dev.rcrewai.sandbox;

import java.util.Locale;
import java.util.Optional;

/** A text that a prompt holds, by the name that scripts give it. */
sealed interface Source {
  /** All names, for messages. */
  String NAMES = "model, system, task, user, conversation, result, result:TOOL";

  /** The texts with fixed names. */
  enum Part implements Source {
    MODEL,
    /** All system messages. */
    SYSTEM,
    /** The first user message: where an engine describes the task. */
    TASK,
    /** The last user message. */
    USER,
    /** Every message. */
    CONVERSATION,
    /** The last result of any tool. */
    RESULT
  }

  /** The last result of one tool; {@code result:file_reader} in a script. */
  record ResultOf(String tool) implements Source {}

  /** The source of a name, if it names one. */
  static Optional<Source> named(String name) {
    if (name.startsWith("result:") && name.length() > "result:".length()) {
      return Optional.of(new ResultOf(name.substring("result:".length())));
    }
    for (var part : Part.values()) {
      if (part.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }
}
