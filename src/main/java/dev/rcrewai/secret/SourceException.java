package dev.rcrewai.secret;

/** Secrets cannot be read from where they are kept. Its message is our own, and holds none. */
public final class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SourceException(String message) {
    super(message, null, false, false);
  }
}
