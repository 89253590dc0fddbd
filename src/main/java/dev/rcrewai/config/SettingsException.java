package dev.rcrewai.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; its message has one line per problem, and it has them all. */
public final class SettingsException extends RuntimeException {
  private final transient List<SettingsProblem> problems;

  SettingsException(List<SettingsProblem> problems) {
    super(
        problems.stream().map(SettingsProblem::message).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  /** Never empty. */
  public List<SettingsProblem> problems() {
    return problems;
  }
}
