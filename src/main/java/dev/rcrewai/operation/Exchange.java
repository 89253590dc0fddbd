package dev.rcrewai.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.rcrewai.auth.Caller;
import dev.rcrewai.step.TraceContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request that was checked, and its answer; an answer is given once. */
public final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final Request request;
  private final @Nullable Caller caller;
  private final ValidatedRequest checked;

  public Exchange(Request request, @Nullable Caller caller, ValidatedRequest checked) {
    this.request = request;
    this.caller = caller;
    this.checked = checked;
  }

  /** Who asks; only operations with a permission have one. */
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("an operation without permission has no caller");
    }
    return caller;
  }

  /** A variable of the path, which the document requires. */
  public String path(String name) {
    return request.path(name).orElseThrow();
  }

  /** A query parameter as the document types it. */
  public Optional<RequestParameter> query(String name) {
    return present(checked.getQuery().get(name));
  }

  public Optional<String> header(String name) {
    return request.header(name);
  }

  /** Every value of a header that may come several times. */
  public List<String> headers(String name) {
    return request.headers(name);
  }

  /** The body as it came; empty where there was none. */
  public Buffer body() {
    return request.body();
  }

  /** The body, which matches the document; an empty object where there was none. */
  public JsonObject object() {
    var body = checked.getBody();
    return body == null || body.isNull() || body.isEmpty()
        ? new JsonObject()
        : body.getJsonObject();
  }

  /** The trace that what it causes is part of. */
  TraceContext trace() {
    return request.trace();
  }

  /** How long the caller waits for an answer, but no longer than that. */
  Duration patience(Duration max) {
    return request.patience().filter(own -> own.compareTo(max) < 0).orElse(max);
  }

  /** How the caller wants to read a journal along, where it asks for that. */
  public Optional<EventReader> reader() {
    return request.reader();
  }

  public void json(int status, Object value) {
    json(status, Map.of(), value);
  }

  public void json(int status, Map<String, String> headers, Object value) {
    try {
      request.send(Reply.json(status, headers, value));
    } catch (JsonProcessingException e) {
      failed(e);
    }
  }

  public void json(int status, JsonObject value) {
    request.send(Reply.of(status, "application/json", Map.of(), value.toBuffer()));
  }

  public void text(int status, String mediaType, Map<String, String> headers, String text) {
    request.send(Reply.of(status, mediaType, headers, Buffer.buffer(text)));
  }

  /** There is nothing to say, now or later. */
  public void nothing() {
    request.send(Reply.NOTHING);
  }

  public void problem(Problem problem) {
    request.send(Reply.of(problem));
  }

  /** Calls back when the caller goes away without its answer; at once where it has gone already. */
  public void onDisconnect(Runnable action) {
    request.onDisconnect(action);
  }

  /** Nobody foresaw it. */
  public void failed(Throwable cause) {
    LOG.error("a request failed", cause);
    problem(Problems.INTERNAL);
  }

  /** The store did not do what was asked; nothing may be said of what it holds. */
  public void storeFailed(Throwable cause) {
    LOG.warn("the store failed a request: {}", cause.toString());
    problem(Problems.storeUnavailable());
  }

  private static Optional<RequestParameter> present(@Nullable RequestParameter parameter) {
    return parameter == null || parameter.isNull() || parameter.isEmpty()
        ? Optional.empty()
        : Optional.of(parameter);
  }
}
