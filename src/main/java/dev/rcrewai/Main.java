package dev.rcrewai;

/** Starts the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(dev.rcrewai.cli.RcrewaiCommand.run(args));
  }
}
