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
  private volatile @Nullable McpProcess running;
  private volatile boolean closed;

  StdioTransport(McpDeclaration declared, NamedSecrets secrets) {
    this.declared = declared;
    this.secrets = secrets;
  }

  @Override
  public JsonNode request(String method, ObjectNode params, Instant deadline)
      throws McpException, IOException, InterruptedException {
    return process(deadline).request(method, params, deadline);
  }

  /** Waits for nobody: a process that is being started ends when its starter looks. */
  @Override
  public void close() {
    closed = true;
    var current = running;
    if (current != null) {
      current.end();
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
      var started = McpProcess.start(declared, secrets);
      running = started;
      try {
        if (closed) {
          throw new McpException("the server is stopping");
        }
        Messages.revision(started.request("initialize", Messages.initialization(), deadline));
        started.initialized(deadline);
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
