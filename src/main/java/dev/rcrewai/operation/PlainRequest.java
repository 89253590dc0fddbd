package dev.rcrewai.operation;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as the validator takes it, with each parameter decoded once: the library's own reader
 * decodes what is decoded already, and fails on a percent sign that was meant.
 */
record PlainRequest(
    Map<String, RequestParameter> headers,
    Map<String, RequestParameter> path,
    Map<String, RequestParameter> query,
    RequestParameter body,
    @Nullable String contentType)
    implements ValidatableRequest {

  /** One value; null where it was not sent. */
  record Value(@Nullable Object get) implements RequestParameter {}

  static PlainRequest of(Request request, Operation operation) {
    var headers = new HashMap<String, RequestParameter>();
    var path = new HashMap<String, RequestParameter>();
    var query = new HashMap<String, RequestParameter>();
    for (var parameter : operation.getParameters()) {
      var name = parameter.getName();
      if (parameter.getIn() == Location.HEADER) {
        headers.put(name, value(request.header(name)));
      } else if (parameter.getIn() == Location.PATH) {
        path.put(name, value(request.path(name)));
      } else if (parameter.getIn() == Location.QUERY) {
        query.put(name, value(request.query(name)));
      }
    }
    return new PlainRequest(
        headers,
        path,
        query,
        new Value(request.body()),
        request.header("Content-Type").orElse(null));
  }

  private static Value value(Optional<String> sent) {
    return new Value(sent.orElse(null));
  }

  /** The body, where it is sent as JSON and is an object; else null. */
  @Nullable JsonObject object() {
    boolean json = MediaType.APPLICATION_JSON.equalsIgnoreCase(contentType);
    try {
      return json && body.get() instanceof Buffer bytes ? bytes.toJsonObject() : null;
    } catch (DecodeException | ClassCastException e) {
      return null; // the validator finds the words
    }
  }

  @Override
  public Map<String, RequestParameter> getCookies() {
    return Map.of();
  }

  @Override
  public Map<String, RequestParameter> getHeaders() {
    return headers;
  }

  @Override
  public Map<String, RequestParameter> getPathParameters() {
    return path;
  }

  @Override
  public Map<String, RequestParameter> getQuery() {
    return query;
  }

  @Override
  public RequestParameter getBody() {
    return body;
  }

  @Override
  public @Nullable String getContentType() {
    return contentType;
  }
}
