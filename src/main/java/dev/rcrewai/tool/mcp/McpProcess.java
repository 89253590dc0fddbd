package dev.rcrewai.tool.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rcrewai.config.NamedSecrets;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One process, one message a line. Its environment is what was declared, and a {@code PATH} to find
 * its programs by. Many requests may be under way at once.
 */
final class McpProcess {
  private static final int LINE_BYTES_MAX = 2 << 20;
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final Executor VIRTUAL =
      task -> Thread.ofVirtual().name("tool-mcp-writer").start(task);

  private final Process process;
  private final OutputStream in;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

  private McpProcess(Process process) {
    this.process = process;
    in = process.getOutputStream();
    Thread.ofVirtual().name("tool-mcp-reader").start(this::read);
  }

  static McpProcess start(McpDeclaration declared, NamedSecrets secrets)
      throws McpException, IOException {
    var builder =
        new ProcessBuilder(declared.command()).redirectError(ProcessBuilder.Redirect.DISCARD);
    var environment = builder.environment();
    environment.clear();
    environment.put("PATH", PATH);
    try {
      declared.environment().forEach((name, text) -> environment.put(name, text.with(secrets)));
    } catch (IllegalStateException e) {
      throw new McpException("a secret for it is not there", e);
    }
    return new McpProcess(builder.start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The answer, be it a result or an error. */
  JsonNode ask(String method, ObjectNode params, Instant deadline)
      throws IOException, InterruptedException {
    long id = ids.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    waiting.put(id, answer);
    var sent = sendSoon(Messages.request(id, method, params));
    try {
      sent.get(millisTo(deadline), TimeUnit.MILLISECONDS);
      return answer.get(millisTo(deadline), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the server ended", e);
    } catch (TimeoutException e) {
      giveUp(id, sent);
      throw new IOException("the server did not answer in time", e);
    } catch (InterruptedException e) {
      giveUp(id, sent);
      throw e;
    } finally {
      waiting.remove(id);
    }
  }

  private static long millisTo(Instant deadline) {
    return Math.max(1, Duration.between(Instant.now(), deadline).toMillis());
  }

  /** A server that does not even read is of no use to anybody; the next request starts another. */
  private void giveUp(long id, CompletableFuture<Void> sent) {
    if (sent.isDone()) {
      var message = Messages.notification("notifications/cancelled");
      message.putObject("params").put("requestId", id);
      var _ = sendSoon(message);
    } else {
      end();
    }
  }

  /** Writing may block, and an interrupt does not reach it: so nobody waits for it without end. */
  private CompletableFuture<Void> sendSoon(ObjectNode message) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            send(message);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        VIRTUAL);
  }

  private synchronized void send(ObjectNode message) throws IOException {
    in.write((message + "\n").getBytes(UTF_8));
    in.flush();
  }

  /** The last word of the beginning: before any request, and answered by nothing. */
  void initialized(Instant deadline) throws IOException, InterruptedException {
    try {
      sendSoon(Messages.notification("notifications/initialized"))
          .get(millisTo(deadline), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the server ended", e);
    }
  }

  /** Ends it and whatever it has started. */
  void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void read() {
    try (var out = new BufferedInputStream(process.getInputStream())) {
      String line = line(out);
      while (line != null) {
        if (!line.isBlank()) {
          take(Messages.parse(line));
        }
        line = line(out);
      }
    } catch (IOException e) {
      end(); // what it says makes no sense, or it is gone
    }
    var gone = new IOException("the server ended");
    waiting.values().forEach(answer -> answer.completeExceptionally(gone));
  }

  private void take(JsonNode message) throws IOException {
    if (!message.has("method")) {
      var answer = waiting.get(message.path("id").asLong(-1));
      if (answer != null) {
        answer.complete(message);
      }
    } else if (message.has("id")) {
      reply(message);
    }
  }

  /** A server may ask whether we are there; anything else was not offered. */
  private void reply(JsonNode request) throws IOException {
    var reply = Messages.MAPPER.createObjectNode().put("jsonrpc", "2.0");
    reply.set("id", request.path("id"));
    if (request.path("method").asText().equals("ping")) {
      reply.putObject("result");
    } else {
      reply.putObject("error").put("code", -32601).put("message", "not offered");
    }
    send(reply);
  }

  private static @Nullable String line(InputStream out) throws IOException {
    var bytes = new ByteArrayOutputStream();
    int next = out.read();
    while (next >= 0 && next != '\n') {
      if (bytes.size() >= LINE_BYTES_MAX) {
        throw new IOException("a line is too long");
      }
      bytes.write(next);
      next = out.read();
    }
    return next < 0 && bytes.size() == 0 ? null : bytes.toString(UTF_8);
  }
}
