package dev.rcrewai.sandbox;

import java.util.List;

/** Scripts that cannot be used, with every problem that was found in them. */
public final class ScriptException extends RuntimeException {
  private final transient List<String> problems;

  ScriptException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line for each problem: {@code file:line:column: message}. */
  public List<String> problems() {
    return problems;
  }
}
