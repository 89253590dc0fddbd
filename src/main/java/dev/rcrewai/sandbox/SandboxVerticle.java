package dev.rcrewai.sandbox;

import static net.logstash.logback.argument.StructuredArguments.kv;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandbox's HTTP server, on the loopback address only. One instance: its counts and the rules
 * that answer only so often live on its event loop.
 *
 * <pre>
 * POST a provider's chat path   scripted answers
 * POST /v1/embeddings           vectors of the words, see {@link Meaning}
 * GET  a provider's other pages, for example /v1/models
 * GET  /sandbox/stats           counts since the start
 * GET  /sandbox/requests?last=N the last requests, latest first
 * </pre>
 */
public final class SandboxVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxVerticle.class);
  private static final String HOST = "127.0.0.1";
  private static final int ACCEPT_BACKLOG = 4096;
  private static final int LAST_DEFAULT = 20;

  private final Scripts scripts;
  private final int port;
  private final Responder responder;
  private final Ledger ledger;
  private final List<Wire> wires;
  private final OpenAiEmbeddings embeddings;
  private volatile int actualPort;

  /**
   * A sandbox with the system's clock.
   *
   * @param port 0 picks a free one
   */
  public SandboxVerticle(Scripts scripts, int port) {
    this(scripts, port, Clock.systemUTC(), 0);
  }

  /**
   * A sandbox.
   *
   * @param port 0 picks a free one
   * @param clock dates answers and requests
   * @param seed of the draws of rules that answer with a probability
   */
  public SandboxVerticle(Scripts scripts, int port, Clock clock, long seed) {
    this.scripts = scripts;
    this.port = port;
    this.responder = new Responder(new RuleBook(scripts.rules(), seed));
    this.ledger = new Ledger(clock);
    this.wires = List.of(new OpenAiWire(clock));
    this.embeddings = new OpenAiEmbeddings(wires.getFirst());
  }

  /** The port that the server listens on, once it is deployed; may be asked from any thread. */
  public int actualPort() {
    return actualPort;
  }

  @Override
  public Future<?> start() {
    var options = new HttpServerOptions().setHost(HOST).setPort(port);
    var chats = new ChatHandler(vertx, responder, ledger);
    // Vert.x closes the server with the verticle that opened it
    return vertx
        .createHttpServer(options.setAcceptBacklog(ACCEPT_BACKLOG))
        .connectionHandler(connection -> {
          ledger.connected();
          connection.closeHandler(_ -> ledger.disconnected());
        })
        .requestHandler(request -> route(request, chats))
        .listen()
        .map(this::listening);
  }

  private HttpServer listening(HttpServer server) {
    actualPort = server.actualPort();
    LOG.info(
        "The sandbox listens; its answers are scripted",
        kv("port", actualPort),
        kv("rules", scripts.size()));
    return server;
  }

  private void route(HttpServerRequest request, ChatHandler chats) {
    if (request.method().equals(HttpMethod.POST) && request.path().equals(OpenAiEmbeddings.PATH)) {
      chats.handle(request, wires.getFirst(), embeddings::respond);
    } else if (request.method().equals(HttpMethod.POST)) {
      wires.stream()
          .filter(wire -> wire.isChat(request.path()))
          .findFirst()
          .ifPresentOrElse(wire -> chats.handle(request, wire), () -> notFound(request));
    } else {
      var page = request.method().equals(HttpMethod.GET) ? page(request) : null;
      if (page == null) {
        notFound(request);
      } else {
        request.response().putHeader("content-type", "application/json").end(page);
      }
    }
  }

  private @Nullable Buffer page(HttpServerRequest request) {
    return switch (request.path()) {
      case "/sandbox/stats" -> ledger.stats().toBuffer();
      case "/sandbox/requests" -> ledger.last(last(request)).toBuffer();
      default ->
          wires.stream()
              .<@Nullable Buffer>map(wire -> wire.page(request.path()))
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
    };
  }

  private static int last(HttpServerRequest request) {
    var last = request.getParam("last");
    return last != null && last.matches("\\d{1,6}") ? Integer.parseInt(last) : LAST_DEFAULT;
  }

  private void notFound(HttpServerRequest request) {
    var said = "the sandbox has no " + request.method() + " " + request.path();
    var response = Responder.refuse(wires.getFirst(), 404, said);
    request
        .response()
        .setStatusCode(response.status())
        .putHeader("content-type", response.body().contentType())
        .end(response.body().bytes());
  }
}
