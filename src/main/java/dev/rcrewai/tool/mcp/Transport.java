package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;

/**
 * A way to one server. It finds out what the server speaks, begins a session where there has to be
 * one, and a new one where the server has lost it. Blocks until the deadline at most. Thread-safe.
 */
interface Transport extends AutoCloseable {
  /**
   * The result of a request.
   *
   * @throws McpException where the server refuses
   * @throws IOException where nobody knows whether it did what was asked
   */
  JsonNode request(McpRequest request, Instant deadline)
      throws McpException, IOException, InterruptedException;

  @Override
  void close();
}
