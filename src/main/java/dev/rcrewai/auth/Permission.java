package dev.rcrewai.auth;

/** What an operation asks of a caller; named by {@code x-permission} in the OpenAPI document. */
public enum Permission {
  NONE("none"),
  EXECUTE_CREW("execute_crew"),
  ANSWER_INPUT("answer_input"),
  /** What both who runs crews and who answers their questions may do. */
  FOLLOW("execute_crew or answer_input"),
  VIEW_METRICS("view_metrics"),
  /** What both who runs crews and who looks after their memory may do. */
  REMEMBER("execute_crew or manage_memory");

  private final String word;

  Permission(String word) {
    this.word = word;
  }

  /** The permission of that word; fails where there is none. */
  public static Permission of(String word) {
    for (var permission : values()) {
      if (permission.word.equals(word)) {
        return permission;
      }
    }
    throw new IllegalArgumentException("x-permission '" + word + "' is unknown");
  }

  public String word() {
    return word;
  }
}
