package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;

/**
 * A way to one server, which begins a session where there is none, and a new one where the server
 * has lost it. Blocks until the deadline at most. Thread-safe.
 */
interface Transport extends AutoCloseable {
  /**
   * The result of a request.
   *
   * @throws McpException where the server refuses
   * @throws IOException where nobody knows whether it did what was asked
   */
  JsonNode request(String method, ObjectNode params, Instant deadline)
      throws McpException, IOException, InterruptedException;

  @Override
  void close();
}
