package dev.rcrewai.config;

/** How this server names itself to those it calls. */
public final class UserAgent {
  private UserAgent() {}

  /** For example {@code RCrewAI/0.1.0 (Production)}. */
  public static String value() {
    return "RCrewAI/" + Version.value() + " (Production)";
  }
}
