package dev.rcrewai.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.config.NamedSecrets;
import dev.rcrewai.tool.GuardedHttp;
import dev.rcrewai.tool.HttpCall;
import dev.rcrewai.tool.HttpReply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP: every request is a POST of its own, answered with JSON or with a short stream of
 * events. No stream is kept open beside them.
 *
 * <pre>
 *   request ─► session? ─no─► initialize, initialized ─► POST ─► answer
 *                                   ▲                      │
 *                                   └── once: 404 or 400 ──┘   the server has lost the session
 * </pre>
 */
final class HttpTransport implements Transport {
  private final URI url;
  private final McpDeclaration declared;
  private final NamedSecrets secrets;
  private final GuardedHttp http;
  private final AtomicLong ids = new AtomicLong();
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable Session session;

  /**
   * @param id that the server gave; empty where it keeps none
   */
  private record Session(String id, String revision) {}

  HttpTransport(McpDeclaration declared, NamedSecrets secrets, GuardedHttp http) {
    this.url = Objects.requireNonNull(declared.url(), "no url");
    this.declared = declared;
    this.secrets = secrets;
    this.http = http;
  }

  @Override
  public JsonNode request(String method, ObjectNode params, Instant deadline)
      throws McpException, IOException, InterruptedException {
    var current = session(deadline);
    long id = ids.incrementAndGet();
    var reply = post(Messages.request(id, method, params), id, current, deadline);
    if (isLost(reply) && !current.id().isEmpty()) {
      forget(current);
      current = session(deadline);
      reply = post(Messages.request(id, method, params), id, current, deadline);
    }
    return Messages.result(answer(reply, id));
  }

  @Override
  public void close() {
    session = null; // the server ends sessions that are not used
  }

  private Session session(Instant deadline) throws McpException, IOException, InterruptedException {
    var current = session;
    if (current != null) {
      return current;
    }
    opening.lockInterruptibly();
    try {
      current = session;
      if (current == null) {
        current = open(deadline);
        session = current;
      }
      return current;
    } finally {
      opening.unlock();
    }
  }

  private Session open(Instant deadline) throws McpException, IOException, InterruptedException {
    long id = ids.incrementAndGet();
    var reply =
        post(Messages.request(id, "initialize", Messages.initialization()), id, null, deadline);
    var revision = Messages.revision(Messages.result(answer(reply, id)));
    var given = reply.headers().get("Mcp-Session-Id");
    var opened = new Session(given == null ? "" : given, revision);
    post(Messages.notification("notifications/initialized"), -1, opened, deadline);
    return opened;
  }

  private void forget(Session lost) {
    if (lost.equals(session)) {
      session = null;
    }
  }

  private static boolean isLost(HttpReply reply) {
    return reply.status() == 404 || reply.status() == 400;
  }

  private HttpReply post(ObjectNode message, long id, @Nullable Session in, Instant deadline)
      throws IOException, InterruptedException {
    Map<String, String> headers = new HashMap<>();
    declared.headers().forEach((name, text) -> headers.put(name, text.with(secrets)));
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json, text/event-stream");
    if (in != null) {
      headers.put("MCP-Protocol-Version", in.revision());
      if (!in.id().isEmpty()) {
        headers.put("Mcp-Session-Id", in.id());
      }
    }
    var body = Buffer.buffer(message.toString());
    return http.send(
        new HttpCall(HttpMethod.POST, url, headers, body, sent -> hasAnswer(sent, id)), deadline);
  }

  /** A stream may stay open after the answer; nobody waits for its end. */
  private static boolean hasAnswer(Buffer body, long id) {
    byte first = body.length() == 0 ? (byte) '{' : body.getByte(0);
    try {
      return first != '{' && first != '[' && new EventText(body.toString()).answerTo(id) != null;
    } catch (IOException e) {
      return true; // it makes no sense, and will make none later
    }
  }

  private static @Nullable JsonNode answer(HttpReply reply, long id)
      throws McpException, IOException {
    if (reply.status() >= 500) {
      throw new IOException("the server answered with status " + reply.status());
    }
    if (reply.status() >= 400) {
      throw new McpException("the server answered with status " + reply.status());
    }
    if (reply.mediaType().equals("text/event-stream")) {
      return new EventText(reply.text() + "\n\n").answerTo(id);
    }
    var message = Messages.parse(reply.text());
    return Messages.answers(message, id) ? message : null;
  }
}
