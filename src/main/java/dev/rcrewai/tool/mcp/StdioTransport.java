package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.config.NamedSecrets;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A server that is started here and talks by its standard input and output; again when it dies. */
final class StdioTransport implements Transport {
  private final McpDeclaration declared;
  private final NamedSecrets secrets;
  private final ReentrantLock opening = new ReentrantLock();
  private @Nullable McpProcess running;
  private boolean closed;

  StdioTransport(McpDeclaration declared, NamedSecrets secrets) {
    this.declared = declared;
    this.secrets = secrets;
  }

  @Override
  public JsonNode request(String method, ObjectNode params, Instant deadline)
      throws McpException, IOException, InterruptedException {
    return process(deadline).request(method, params, deadline);
  }

  @Override
  public void close() {
    opening.lock();
    try {
      closed = true;
      if (running != null) {
        running.end();
      }
    } finally {
      opening.unlock();
    }
  }

  private McpProcess process(Instant deadline)
      throws McpException, IOException, InterruptedException {
    opening.lockInterruptibly();
    try {
      var current = running;
      if (current != null && current.isAlive()) {
        return current;
      }
      if (closed) {
        throw new McpException("the server is stopping");
      }
      var started = McpProcess.start(declared, secrets);
      running = started;
      try {
        Messages.revision(started.request("initialize", Messages.initialization(), deadline));
        started.send(Messages.notification("notifications/initialized"));
      } catch (McpException | IOException | InterruptedException e) {
        started.end();
        throw e;
      }
      return started;
    } finally {
      opening.unlock();
    }
  }
}
