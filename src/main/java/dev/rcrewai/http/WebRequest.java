package dev.rcrewai.http;

import dev.rcrewai.operation.EventReader;
import dev.rcrewai.operation.Reply;
import dev.rcrewai.operation.Request;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** An HTTP request whose body has been read. */
record WebRequest(RoutingContext context, EventStreams streams) implements Request {
  @Override
  public List<String> headers(String name) {
    return context.request().headers().getAll(name);
  }

  @Override
  public Optional<String> path(String name) {
    return Optional.ofNullable(context.pathParam(name));
  }

  @Override
  public Optional<String> query(String name) {
    return context.queryParam(name).stream().findFirst();
  }

  @Override
  public TraceContext trace() {
    return Traced.of(context);
  }

  @Override
  public Buffer body() {
    var body = context.body().buffer();
    return body == null ? Buffer.buffer() : body;
  }

  @Override
  public Optional<EventReader> reader() {
    boolean wanted = header("Accept").orElse("").contains(EventStreams.MEDIA_TYPE);
    return wanted
        ? Optional.of((caller, id, after) -> streams.open(this, caller, id, after))
        : Optional.empty();
  }

  @Override
  public void send(Reply reply) {
    send(context.response(), reply);
  }

  @Override
  public void onDisconnect(Runnable action) {
    var response = context.response();
    if (response.closed()) {
      action.run();
      return;
    }
    context.addEndHandler(end -> {
      if (end.failed() && !response.ended()) {
        action.run();
      }
    });
  }

  static void send(HttpServerResponse response, Reply reply) {
    if (response.ended() || response.closed()) {
      return;
    }
    reply.headers().forEach(response::putHeader);
    response.setStatusCode(reply.status()).end(reply.body());
  }
}
