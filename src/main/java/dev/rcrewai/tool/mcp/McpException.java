package dev.rcrewai.tool.mcp;

/** The server answered, and said no; the message is fit for a model. */
final class McpException extends Exception {
  private static final long serialVersionUID = 1;

  McpException(String message) {
    super(message);
  }

  McpException(String message, Throwable cause) {
    super(message, cause);
  }
}
