package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.HttpReply;
import dev.rcrewai.tool.SecretText;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP: every request is a POST of its own, answered with JSON or with a short stream of
 * events. No stream is kept open beside them.
 *
 * <pre>
 *   request ─► known how? ─no─► {@link Revisions} ─► POST ─► answer
 *                                    ▲                 │
 *                                    └── once: lost ◄──┘   the session is gone, or the server
 *                                                          is of another kind than it was
 * </pre>
 */
final class HttpTransport implements Transport {
  private final HttpPost post;
  private final InstantSource clock;
  private final AtomicLong ids = new AtomicLong();
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable Manner manner;

  /** How this server is spoken to. */
  sealed interface Manner {}

  /** Each request stands for itself. */
  record Sessionless() implements Manner {}

  /**
   * In a session.
   *
   * @param id that the server gave; empty where it keeps none
   */
  record Session(String id, String revision) implements Manner {}

  /** A session is being begun. */
  record Beginning() implements Manner {}

  HttpTransport(
      URI url,
      Map<String, SecretText> headers,
      NamedSecrets secrets,
      GuardedHttp http,
      InstantSource clock) {
    this.post = new HttpPost(url, headers, secrets, http);
    this.clock = clock;
  }

  @Override
  public JsonNode request(McpRequest request, Instant deadline)
      throws McpException, IOException, InterruptedException {
    var current = manner(deadline);
    long id = ids.incrementAndGet();
    var reply = post.send(request, id, current, deadline);
    if (isLost(reply, current)) {
      forget(current);
      current = manner(deadline);
      id = ids.incrementAndGet();
      reply = post.send(request, id, current, deadline);
    }
    return Messages.result(HttpPost.answer(reply, id));
  }

  @Override
  public void close() {
    manner = null; // the server ends sessions that are not used
  }

  private Manner manner(Instant deadline) throws McpException, IOException, InterruptedException {
    var current = manner;
    if (current != null) {
      return current;
    }
    opening.lockInterruptibly();
    try {
      current = manner;
      if (current == null) {
        current = isSessionless(deadline) ? new Sessionless() : begin(deadline);
        manner = current;
      }
      return current;
    } finally {
      opening.unlock();
    }
  }

  /** A server of the old kind may leave the question open: so half of the time is kept. */
  private boolean isSessionless(Instant deadline)
      throws McpException, InterruptedException, IOException {
    var now = clock.instant();
    var half = now.plus(Duration.between(now, deadline).dividedBy(2));
    var discover = new McpRequest("server/discover", Messages.MAPPER.createObjectNode());
    try {
      var reply = post.send(discover, ids.incrementAndGet(), new Sessionless(), half);
      return Revisions.isSessionless(HttpPost.message(reply));
    } catch (GuardedHttp.NotSentException e) {
      throw e;
    } catch (IOException e) {
      return false; // if it is away altogether, the next request says so
    }
  }

  private Session begin(Instant deadline) throws McpException, IOException, InterruptedException {
    long id = ids.incrementAndGet();
    var initialize = new McpRequest("initialize", Messages.initialization());
    var reply = post.send(initialize, id, new Beginning(), deadline);
    var revision = Revisions.ofSession(Messages.result(HttpPost.answer(reply, id)));
    var given = reply.headers().get("Mcp-Session-Id");
    var begun = new Session(given == null ? "" : given, revision);
    post.initialized(begun, deadline);
    return begun;
  }

  private void forget(Manner lost) {
    if (lost.equals(manner)) {
      manner = null;
    }
  }

  /** Nothing was done then, so it may be asked again. */
  private static boolean isLost(HttpReply reply, Manner manner) throws IOException {
    if (reply.status() != 404 && reply.status() != 400) {
      return false;
    }
    var message = HttpPost.message(reply);
    return switch (manner) {
      case Session(var id, _) -> !id.isEmpty() || Revisions.isSessionlessError(message);
      case Sessionless _ -> message == null || Revisions.isOfAnotherKind(message);
      case Beginning _ -> false;
    };
  }
}
