package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.config.NamedSecrets;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A server that is started here and talks by its standard input and output; again when it dies. */
final class StdioTransport implements Transport {
  private final McpDeclaration declared;
  private final NamedSecrets secrets;
  private final InstantSource clock;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable McpProcess latest;
  private volatile @Nullable Running running;
  private volatile boolean closed;

  /**
   * A process that is ready for requests.
   *
   * @param sessionless whether each of them has to stand for itself
   */
  private record Running(McpProcess process, boolean sessionless) {}

  StdioTransport(McpDeclaration declared, NamedSecrets secrets, InstantSource clock) {
    this.declared = declared;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public JsonNode request(McpRequest request, Instant deadline)
      throws McpException, IOException, InterruptedException {
    var current = running(deadline);
    var params = request.params();
    var whole = current.sessionless() ? Messages.sessionless(params) : params;
    return Messages.result(current.process().ask(request.method(), whole, deadline));
  }

  /** Waits for nobody. */
  @Override
  public void close() {
    closed = true;
    var current = latest;
    if (current != null) {
      current.end();
    }
  }

  private Running running(Instant deadline) throws McpException, IOException, InterruptedException {
    opening.lockInterruptibly();
    try {
      var current = running;
      if (current != null && current.process().isAlive()) {
        return current;
      }
      var process = McpProcess.start(declared, secrets);
      latest = process;
      try {
        if (closed) {
          throw new McpException("the server is stopping");
        }
        var begun = new Running(process, isSessionless(process, deadline));
        if (!begun.sessionless()) {
          var initialize = Messages.initialization();
          Revisions.ofSession(Messages.result(process.ask("initialize", initialize, deadline)));
          process.initialized(deadline);
        }
        running = begun;
        return begun;
      } catch (McpException | IOException | InterruptedException e) {
        process.end();
        throw e;
      }
    } finally {
      opening.unlock();
    }
  }

  /** A server of the old kind may leave the question open: so half of the time is kept. */
  private boolean isSessionless(McpProcess process, Instant deadline)
      throws McpException, InterruptedException {
    var now = clock.instant();
    var half = now.plus(Duration.between(now, deadline).dividedBy(2));
    var params = Messages.sessionless(Messages.MAPPER.createObjectNode());
    try {
      return Revisions.isSessionless(process.ask("server/discover", params, half));
    } catch (IOException e) {
      return false; // if it is away altogether, the next request says so
    }
  }
}
