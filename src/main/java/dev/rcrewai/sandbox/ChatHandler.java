package dev.rcrewai.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles one request: read → respond → play; every request is in the ledger and ends. */
final class ChatHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ChatHandler.class);

  private final Vertx vertx;
  private final Responder responder;
  private final Ledger ledger;

  ChatHandler(Vertx vertx, Responder responder, Ledger ledger) {
    this.vertx = vertx;
    this.responder = responder;
    this.ledger = ledger;
  }

  /** A chat. */
  void handle(HttpServerRequest request, Wire wire) {
    handle(request, wire, body -> responder.respond(wire, body, request::getHeader));
  }

  /** A request that something else than the scripts answers. */
  void handle(HttpServerRequest request, Wire wire, Function<Buffer, Response> answers) {
    var entry = ledger.open(request.path());
    var exchange = new Exchange(vertx, request, entry);
    BodyReader.read(request)
        .map(body -> respond(answers, body, entry))
        .onSuccess(exchange::play)
        .onFailure(failure -> fail(wire, exchange, failure));
  }

  private static Response respond(
      Function<Buffer, Response> answers, Buffer body, Ledger.Entry entry) {
    var response = answers.apply(body);
    entry.matched(response, body);
    return response;
  }

  private static void fail(Wire wire, Exchange exchange, Throwable failure) {
    switch (failure) {
      case BodyReader.TooLarge _ ->
          exchange.play(Responder.refuse(wire, 413, "the body is larger than 16 MiB"));
      case TimeoutException _ ->
          exchange.play(Responder.refuse(wire, 408, "the body did not arrive in time"));
      case VertxException _, IOException _ -> exchange.clientLeft();
      default -> {
        LOG.error("The sandbox failed to answer", failure);
        exchange.play(Responder.refuse(wire, 500, "the sandbox failed; its log says why"));
      }
    }
  }
}
