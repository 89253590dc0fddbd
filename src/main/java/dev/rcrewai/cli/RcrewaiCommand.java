package dev.rcrewai.cli;

/** The root of the command line. */
public final class RcrewaiCommand {
  private RcrewaiCommand() {}

  /** Runs one command and returns its exit code. */
  public static int run(String[] args) {
    return args.length;
  }
}
