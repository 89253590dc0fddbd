package dev.rcrewai.config;

/**
 * Something wrong with the settings.
 *
 * @param key what it is about: the variable, or {@code file:line:column: key}
 * @param found what stands there, quoted; of a secret only how long it is
 * @param advice the rule, or what was probably meant
 */
public record SettingsProblem(String key, String found, String advice) {

  /** For example {@code LLM_RETRY_LIMIT is '99'; expected a whole number from 0 to 10}. */
  public String message() {
    return key + " is " + found + "; " + advice;
  }

  static SettingsProblem unlike(String key, String found, String expected) {
    return new SettingsProblem(key, found, "expected " + expected);
  }
}
