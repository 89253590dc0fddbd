package dev.rcrewai.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.rcrewai.execution.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request that was checked, and its answer; an answer is given once. */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final String JSON = "application/json";

  private final RoutingContext context;
  private final @Nullable Caller caller;
  private final ValidatedRequest request;

  Exchange(RoutingContext context, @Nullable Caller caller, ValidatedRequest request) {
    this.context = context;
    this.caller = caller;
    this.request = request;
  }

  /** Who asks; only operations with a permission have one. */
  Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("an operation without permission has no caller");
    }
    return caller;
  }

  HttpServerResponse response() {
    return context.response();
  }

  String path(String name) {
    return context.pathParam(name);
  }

  /** A query parameter as the document types it. */
  Optional<RequestParameter> query(String name) {
    return present(request.getQuery().get(name));
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(context.request().getHeader(name));
  }

  /** Every value of a header that may come several times. */
  List<String> headers(String name) {
    return context.request().headers().getAll(name);
  }

  /** The body as it came; empty where there was none. */
  Buffer body() {
    var body = context.body().buffer();
    return body == null ? Buffer.buffer() : body;
  }

  /** The body, which matches the document; an empty object where there was none. */
  JsonObject object() {
    var body = request.getBody();
    return body == null || body.isNull() || body.isEmpty()
        ? new JsonObject()
        : body.getJsonObject();
  }

  void json(int status, Object value) {
    json(status, Map.of(), value);
  }

  void json(int status, Map<String, String> headers, Object value) {
    try {
      send(status, JSON, headers, Buffer.buffer(Json.MAPPER.writeValueAsBytes(value)));
    } catch (JsonProcessingException e) {
      failed(e);
    }
  }

  void json(int status, JsonObject value) {
    send(status, JSON, Map.of(), value.toBuffer());
  }

  void text(int status, String mediaType, Map<String, String> headers, String text) {
    send(status, mediaType, headers, Buffer.buffer(text));
  }

  /** There is nothing to say, now or later. */
  void nothing() {
    response().setStatusCode(204).end();
  }

  void problem(Problem problem) {
    send(context, problem);
  }

  /** Calls back when the caller goes away without its answer; at once where it has gone already. */
  void onDisconnect(Runnable action) {
    if (response().closed()) {
      action.run();
      return;
    }
    context.addEndHandler(end -> {
      if (end.failed() && !response().ended()) {
        action.run();
      }
    });
  }

  /** Nobody foresaw it. */
  void failed(Throwable cause) {
    LOG.error("a request failed", cause);
    problem(Problems.INTERNAL);
  }

  /** The store did not do what was asked; nothing may be said of what it holds. */
  void storeFailed(Throwable cause) {
    LOG.warn("the store failed a request: {}", cause.toString());
    problem(Problems.storeUnavailable());
  }

  static void send(RoutingContext context, Problem problem) {
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(problem.status());
    response.putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
    if (problem.retryAfter() != null) {
      long seconds = Math.max(1, problem.retryAfter().plusMillis(999).toSeconds());
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
    if (problem.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer realm=\"rcrewai\"");
    }
    response.end(Buffer.buffer(problem.document().toString()));
  }

  private void send(int status, String mediaType, Map<String, String> headers, Buffer body) {
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
    headers.forEach(response::putHeader);
    response.end(body);
  }

  private static Optional<RequestParameter> present(@Nullable RequestParameter parameter) {
    return parameter == null || parameter.isNull() || parameter.isEmpty()
        ? Optional.empty()
        : Optional.of(parameter);
  }
}
