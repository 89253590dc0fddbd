package dev.rcrewai.cli;

/** What a command's exit code says. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int TIMEOUT = 3;

  /** As shells have it for Ctrl-C. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
